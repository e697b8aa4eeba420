// Stories of a backlog: when it is a sign of life that the network takes bytes, and when it is not.

import { describe, expect, test } from "vitest";
import type { Connected, State } from "../../src/session/state.ts";
import type { Env } from "../../src/session/step.ts";
import { step } from "../../src/session/table.ts";
import { env, activity } from "./support/session-options.ts";
import { connected, memory } from "./support/states.ts";

const keepalive = { type: "due", alarm: "keepalive" } as const;
const backlogBegan = { type: "backlogBegan", dial: 1 } as const;

/** Nothing was heard since 1,000. The socket has so much left to send, and the network has taken so much. */
const world = (now: number, backlog: number, taken: number, changes: Partial<Env> = {}): Env =>
  env({ now, activity: activity(1_000, { backlog, taken }), ...changes });

/** The state of a link after these checks. */
function look(...looks: readonly Env[]): State {
  let state: State = connected();
  for (const each of looks) [state] = step(state as Connected, keepalive, each);
  return state;
}

describe("a message that takes longer than `keepaliveTimeout` on its way out", () => {
  test("ends nothing as long as it moves", () => {
    const state = look(world(3_500, 6_000, 1_000), world(6_000, 4_000, 3_000));
    expect(state).toMatchObject({ in: "connected", backlogMovedAt: 6_000 });
    expect(step(state, keepalive, world(30_000, 2_000, 5_000))[0].in).toBe("connected");
  });

  test("has twice the time for what the network still holds when its last byte has left", () => {
    const state = look(world(3_500, 6_000, 1_000), world(6_000, 0, 7_000));
    expect(step(state, keepalive, world(45_900, 0, 7_000))[0].in).toBe("connected");
    expect(step(state, keepalive, world(46_000, 0, 7_000))[0].in).toBe("waiting");
  });

  test("is no sign of life once it stands still", () => {
    const state = look(world(3_500, 6_000, 1_000), world(6_000, 4_000, 3_000));
    expect(step(state, keepalive, world(46_000, 4_000, 3_000))[0].in).toBe("waiting");
  });

  test("is checked eight times within the allowed silence, from its beginning on", () => {
    const [state, ...effects] = step(connected(), backlogBegan, world(1_000, 6_000, 1_000));
    expect(state).toEqual(connected({ alarmAt: 3_500 }));
    expect(effects).toEqual([{ do: "arm", alarm: "keepalive", ms: 2_500 }]);
    const [, ...more] = step(state, keepalive, world(3_500, 6_000, 1_000));
    expect(more).toEqual([{ do: "arm", alarm: "keepalive", ms: 2_500 }]);
  });

  test("is checked no later when more is sent behind it", () => {
    const state = connected({ alarmAt: 3_500 });
    expect(step(state, backlogBegan, world(2_000, 6_000, 1_000))).toEqual([state]);
  });

  test("is not checked where silence is not judged", () => {
    const none = world(1_000, 6_000, 1_000, { liveness: "none" });
    const state = connected({ nextAskAt: Infinity, alarmAt: Infinity });
    expect(step(state, backlogBegan, none)).toEqual([state]);
  });

  test("has twice the time from when a page is seen again that has not looked for long: it may have moved just now", () => {
    const hidden = connected({ memory: memory({ hidden: true }), lastBacklog: 6_000 });
    const passive = (now: number) => world(now, 0, 6_000, { liveness: "passive" });
    const [state] = step(hidden, { type: "signal", signal: "visible" }, passive(60_000));
    expect(state).toMatchObject({ silenceStart: 60_000, backlogMovedAt: 60_000 });
    expect(step(state, keepalive, passive(99_900))[0].in).toBe("connected");
    expect(step(state, keepalive, passive(100_000))[0].in).toBe("waiting");
  });

  test("lifts a doubt", () => {
    const doubted = connected({ doubtedAt: 1_000, lastBacklog: 6_000 });
    const [state] = step(doubted, keepalive, world(6_000, 5_000, 1_000));
    expect(state).toMatchObject({ in: "connected", doubtedAt: undefined, backlogMovedAt: 6_000 });
  });
});

describe("a peer that is frozen", () => {
  test("is noticed although buffers of this machine swallow what is sent", () => {
    const state = look(world(3_500, 0, 1_000), world(20_000, 0, 9_000));
    expect(step(state, keepalive, world(21_000, 0, 9_500))[0].in).toBe("waiting");
  });

  test("is noticed although each check finds a backlog that was only just sent", () => {
    let state: State = connected();
    for (const now of [3_500, 6_000, 8_500, 11_000, 13_500, 16_000, 18_500]) {
      // The platform takes all of it a moment later, and the next send finds nothing in its way.
      [state] = step(state as Connected, keepalive, world(now, 20, now));
      [state] = step(state as Connected, backlogBegan, world(now + 10, 20, now + 20));
    }
    expect(state).toMatchObject({ in: "connected", backlogMovedAt: -Infinity });
    expect(step(state, keepalive, world(21_000, 20, 20_000))[0].in).toBe("waiting");
  });

  test("is noticed although our own sends make its backlog grow", () => {
    const state = look(world(3_500, 6_000, 1_000));
    expect(step(state, keepalive, world(21_000, 9_000, 1_000))[0].in).toBe("waiting");
  });
});
