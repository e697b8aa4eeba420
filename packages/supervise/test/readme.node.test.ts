// The README names each option, event and method, with the default that the code has.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { docstringsOf } from "../../../tools/docs/docstrings.ts";
import { Supervisor, supervisorDefaults } from "@skep/supervise";
import { HYGIENE_LEVELS } from "../src/process/hygiene.ts";
import { SUPERVISOR_EVENT_TYPES } from "../src/supervisor/records.ts";

const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The cells of the row that begins with this. */
const rowOf = (first: string): readonly string[] =>
  text
    .split("\n")
    .find((line) => line.startsWith(`| \`${first}\``))
    ?.split(" | ") ?? [];

test("each default stands there as the code has it", () => {
  const { backoff, intensity, readyTimeout, restart, strategy } = supervisorDefaults;
  const told = (value: number): string => value.toLocaleString("en");
  expect(rowOf("restart")[1]).toContain(restart);
  expect(rowOf("strategy")[1]).toContain(strategy);
  expect(rowOf("readyTimeout")[1]).toBe(told(readyTimeout));
  const { initialDelay, jitter, maxDelay, multiplier, resetAfter } = backoff;
  expect(rowOf("backoff")[1]).toBe(
    `${initialDelay} ms, × ${multiplier}, at most ${told(maxDelay)} ms, \`jitter: "${jitter}"\`, \`resetAfter: ${told(resetAfter).replace(",", "_")}\``,
  );
  expect(rowOf("intensity")[1]).toBe(`${intensity.restarts} within ${told(intensity.within)} ms`);
});

test("each option of a child and of a supervisor is named", () => {
  const names = (file: string, type: string): string[] => [
    ...(docstringsOf(new URL(`../src/supervisor/${file}`, import.meta.url))
      .get(type)
      ?.keys() ?? []),
  ];
  const all = [...names("child-spec.ts", "ChildSpec"), ...names("options.ts", "SupervisorOptions")];
  // Those of tests.
  const own = ["clock", "random"];
  expect(all.length).toBeGreaterThan(13);
  expect(
    all.filter((name) => !own.includes(name) && !new RegExp(`\\b${name}\\b`).test(text)),
  ).toEqual([]);
});

test("each event, method and level is named", () => {
  const methods = Object.getOwnPropertyNames(Supervisor.prototype);
  const own = ["constructor", "listenerThrew", "subscribe", "toString"];
  const names = [...SUPERVISOR_EVENT_TYPES, ...methods, ...HYGIENE_LEVELS];
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !own.includes(name) && !text.includes(name))).toEqual([]);
});
