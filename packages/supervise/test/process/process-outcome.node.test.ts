// What the exit of a process means, at each level, with each signal that asks it to end.

import { expect, test } from "vitest";
import { outcomeOf } from "../../src/process/process-outcome.ts";

const plain = { stopSignal: "SIGTERM", isNested: false } as const;
const nested = { stopSignal: "SIGTERM", isNested: true } as const;

test.each([
  [{ code: 0, signal: null }, plain, { code: 0, interrupted: false }],
  [{ code: 7, signal: null }, plain, { code: 7, interrupted: false }],
  [{ code: null, signal: "SIGKILL" }, plain, { signal: "SIGKILL", interrupted: false }],
  [{ code: null, signal: "SIGTERM" }, plain, { signal: "SIGTERM", interrupted: true }],
  // Its way to say that it was terminated.
  [{ code: 143, signal: null }, plain, { code: 143, interrupted: true }],
  [{ code: 137, signal: null }, plain, { code: 137, interrupted: false }],
  [
    { code: 130, signal: null },
    { ...plain, stopSignal: "SIGINT" },
    { code: 130, interrupted: true },
  ],
  // The init of a namespace passes on a number alone.
  [{ code: 143, signal: null }, nested, { signal: "SIGTERM", interrupted: true }],
  [{ code: 137, signal: null }, nested, { signal: "SIGKILL", interrupted: false }],
  [{ code: 7, signal: null }, nested, { code: 7, interrupted: false }],
  [{ code: 255, signal: null }, nested, { code: 255, interrupted: false }],
  [{ code: null, signal: "SIGKILL" }, nested, { signal: "SIGKILL", interrupted: false }],
  // One signal with two names.
  [
    { code: null, signal: "SIGABRT" },
    { ...plain, stopSignal: "SIGIOT" },
    { signal: "SIGABRT", interrupted: true },
  ],
] as const)("%j of %j is %j", (exit, context, outcome) => {
  expect(outcomeOf(exit, context)).toEqual(outcome);
});
