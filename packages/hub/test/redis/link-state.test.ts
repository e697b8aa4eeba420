// When connections to Redis are opened, given up and opened again.

import { describe, expect, test } from "vitest";
import { FIRST, type LinkInput, type LinkState, step } from "../../src/redis/link-state.ts";

const reason = new Error("cut");
const CONNECTING: LinkState = { name: "connecting", attempt: 3 };
const UP: LinkState = { name: "up", unheard: 0 };
const WAITING: LinkState = { name: "waiting", attempt: 3 };
const CLOSED: LinkState = { name: "closed" };

/** The names of the effects of these inputs, one after the other, and the last state. */
function run(state: LinkState, ...inputs: LinkInput[]): [string[], LinkState] {
  const done: string[] = [];
  for (const input of inputs) {
    const [next, effects] = step(state, input);
    state = next;
    done.push(...effects.map(({ type }) => type));
  }
  return [done, state];
}

test("a link begins by connecting", () => {
  expect(FIRST).toEqual([{ name: "connecting", attempt: 1 }, [{ type: "connect" }]]);
});

test("a link is up when it is connected", () => {
  expect(run(CONNECTING, { type: "connected" })).toEqual([["up"], UP]);
});

test("an attempt that fails is followed by a longer wait, and by the next attempt", () => {
  const [state, effects] = step(CONNECTING, { type: "lost", reason });
  expect(effects).toEqual([
    { type: "discard" },
    { type: "wait", attempt: 4 },
    { type: "down", reason },
  ]);
  expect(run(state, { type: "retry" })).toEqual([["connect"], { name: "connecting", attempt: 4 }]);
});

test("a link that ends is down at once, and the first wait is short", () => {
  expect(step(UP, { type: "lost", reason })).toEqual([
    { name: "waiting", attempt: 0 },
    [{ type: "discard" }, { type: "wait", attempt: 1 }, { type: "down", reason }],
  ]);
});

describe("a link that is up", () => {
  const tick: LinkInput = { type: "tick" };
  const heard: LinkInput = { type: "heard" };

  test("beats, and goes on while the beats come back", () => {
    expect(run(UP, tick, heard, tick, heard, tick)).toEqual([
      ["beat", "beat", "beat"],
      { name: "up", unheard: 1 },
    ]);
  });

  test("is down when two beats in a row have not come back", () => {
    expect(run(UP, tick, tick)[0]).toEqual(["beat", "beat"]);
    expect(run(UP, tick, tick, tick)[0]).toEqual(["beat", "beat", "discard", "wait", "down"]);
    expect(run(UP, tick, tick, heard, tick, tick)[0]).toEqual(["beat", "beat", "beat", "beat"]);
  });

  test("tells why Redis did not take the beats", () => {
    const full = new Error("OOM");
    const [, state] = run(UP, tick, { type: "refused", reason: full }, tick);
    expect(step(state, tick)[1]).toContainEqual({ type: "down", reason: full });
    // What it said before it took one again is no reason any more.
    const [, later] = run(UP, tick, { type: "refused", reason: full }, heard, tick, tick);
    expect(step(later, tick)[1]).not.toContainEqual({ type: "down", reason: full });
  });
});

test("what is told too late changes nothing", () => {
  const late: LinkInput[] = [
    { type: "connected" },
    { type: "heard" },
    { type: "tick" },
    { type: "refused", reason },
    { type: "lost", reason },
  ];
  for (const input of late) expect(step(WAITING, input)).toEqual([WAITING, []]);
  for (const input of [...late, { type: "retry" } as const])
    expect(step(CLOSED, input)).toEqual([CLOSED, []]);
  for (const type of ["heard", "tick", "retry"] as const)
    expect(step(CONNECTING, { type })).toEqual([CONNECTING, []]);
  for (const type of ["connected", "retry"] as const) expect(step(UP, { type })).toEqual([UP, []]);
});

test("a link that is closed stays closed", () => {
  for (const state of [CONNECTING, UP, WAITING])
    expect(run(state, { type: "close" }, { type: "retry" })).toEqual([["discard"], CLOSED]);
});
