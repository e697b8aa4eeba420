// What becomes of questions to an engine that does not answer as it should.

import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import type { Input } from "../../src/core/input.ts";
import { EngineCalls } from "../../src/engine/engine-calls.ts";
import { TimelySession } from "../../src/engine/timely-session.ts";

test("an engine that throws is an engine that rejects: each question is answered, and nobody else is harmed", async () => {
  const broken = (): never => {
    throw new Error("broken");
  };
  const session = {
    publish: broken,
    subscribe: broken,
    unsubscribe: broken,
    read: broken,
    close: broken,
  };
  const inputs: Input[] = [];
  const failures: unknown[] = [];
  const calls = new EngineCalls(
    new TimelySession(session, new ManualClock()),
    () => 0,
    (input) => inputs.push(input),
    (error) => failures.push(error),
  );
  const channel = "c";
  calls.perform({ type: "join", question: 1, channel });
  calls.perform({ type: "read", question: 2, channel, range: { last: 1 } });
  calls.perform({ type: "publish", question: 3, request: { channel, payload: "" } });
  calls.perform({ type: "leave", channel });
  await setImmediate();
  expect(inputs).toEqual([
    { type: "joined", question: 1 },
    { type: "read", question: 2 },
    { type: "published", question: 3 },
  ]);
  expect(failures.map(String)).toEqual(Array(4).fill("Error: broken"));
});
