// What becomes of sends that wait for room in the socket.

import { describe, expect, test } from "vitest";
import { step } from "../../src/session/table.ts";
import { env } from "./support/session-options.ts";
import { connected, opening } from "./support/states.ts";

const arm = (alarm: "ping" | "keepalive" | "stable" | "drain" | "close" | "redial", ms: number) =>
  ({ do: "arm", alarm, ms }) as const;

describe.each([connected(), opening()])("sends that wait while $in", (state) => {
  const due = { type: "due", alarm: "drain" } as const;

  test("have the socket's buffer watched", () => {
    expect(step(state, { type: "sendQueued", dial: 1 }, env({ waitingSends: 1 }))).toEqual([
      state,
      arm("drain", 20),
    ]);
  });

  test("are handed over as soon as the socket tells that it has room", () => {
    expect(step(state, { type: "drained", dial: 1 }, env())).toEqual([state, { do: "flush" }]);
  });

  test("are looked after every 20 ms", () => {
    expect(step(state, due, env({ waitingSends: 2 }))).toEqual([
      state,
      { do: "flush" },
      arm("drain", 20),
    ]);
  });

  test("are looked after no longer when there are none", () => {
    expect(step(state, due, env({ waitingSends: 0 }))).toEqual([state]);
  });
});
