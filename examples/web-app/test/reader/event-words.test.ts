// What the log says of an event.

import type { PoolEvent } from "skep";
import { expect, test } from "vitest";
import { lineOf } from "../../src/reader/event-words.ts";

const about = { at: 1_000, dial: 2 };

function wordsOf(event: object): string {
  const { what, detail } = lineOf({ ...about, ...event } as PoolEvent);
  return `${what}: ${detail}`;
}

test.for<[string, object]>([
  ["connected: by dial 2", { type: "connected", connects: 1 }],
  ["connected: again, by dial 2", { type: "connected", connects: 3 }],
  [
    "disconnected: service restart (1012); again in 0.3 s",
    { type: "disconnected", reason: "service restart", code: 1012, retryIn: 312 },
  ],
  ["dial failed: no answer", { type: "dialfailed", reason: "no answer" }],
  ["retired: not you; 4 are left", { type: "retired", cause: new Error("not you"), remaining: 4 }],
  ["retired: not you", { type: "retired", cause: new Error("not you") }],
  ["retired: its worker ended; 0 are left", { type: "retired", remaining: 0 }],
  ["overflow: 7 messages dropped: overflow", { type: "overflow", dropped: 7, why: "overflow" }],
  ["warning: mind the gap", { type: "warning", message: "mind the gap" }],
  ["error: oh", { type: "error", error: new Error("oh") }],
])("%s", ([words, event]) => {
  expect(wordsOf(event)).toBe(words);
});

test("what concerns no feed concerns the pool", () => {
  const event = { type: "warning", at: 0, message: "" } as const;
  expect(lineOf(event, "steady").id).toBe("steady");
  expect(lineOf(event).id).toBe("pool");
});
