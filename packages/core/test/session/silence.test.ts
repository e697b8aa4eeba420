// Stories of life on the way out: what the network takes of a backlog, and what it only seems to take.

import { describe, expect, test } from "vitest";
import type { Connected, State } from "../../src/session/state.ts";
import type { Env } from "../../src/session/step.ts";
import { step } from "../../src/session/table.ts";
import { env, vitals } from "./support/session-options.ts";
import { connected } from "./support/states.ts";

const keepalive = { type: "due", alarm: "keepalive" } as const;
const buffered = { type: "buffered", dial: 1 } as const;

/** Nothing was heard since 1,000; so much is on the way out, and so much has gone. */
const world = (now: number, backlog: number, taken: number, changes: Partial<Env> = {}): Env =>
  env({ now, vitals: vitals(1_000, { backlog, taken }), ...changes });

/** What becomes of a link that is looked at so, one look after the other. */
function look(...looks: readonly Env[]): State {
  let state: State = connected();
  for (const each of looks) [state] = step(state as Connected, keepalive, each);
  return state;
}

describe("a message that takes longer than `keepaliveTimeout` on its way out", () => {
  test("ends nothing as long as it moves", () => {
    const state = look(world(3_500, 6_000, 1_000), world(6_000, 4_000, 3_000));
    expect(state).toMatchObject({ in: "connected", movedAt: 6_000 });
    expect(step(state, keepalive, world(30_000, 2_000, 5_000))[0].in).toBe("connected");
  });

  test("has twice the time for what the network still holds when its last byte has left", () => {
    const state = look(world(3_500, 6_000, 1_000), world(6_000, 0, 7_000));
    expect(step(state, keepalive, world(45_900, 0, 7_000))[0].in).toBe("connected");
    expect(step(state, keepalive, world(46_000, 0, 7_000))[0].in).toBe("waiting");
  });

  test("is no life once it stands still", () => {
    const state = look(world(3_500, 6_000, 1_000), world(6_000, 4_000, 3_000));
    expect(step(state, keepalive, world(46_000, 4_000, 3_000))[0].in).toBe("waiting");
  });

  test("is looked at eight times as often as silence allows, from its beginning on", () => {
    const [state, ...effects] = step(connected(), buffered, world(1_000, 6_000, 1_000));
    expect(state).toEqual(connected({ lookAt: 3_500 }));
    expect(effects).toEqual([{ do: "arm", alarm: "keepalive", ms: 2_500 }]);
    const [, ...more] = step(state, keepalive, world(3_500, 6_000, 1_000));
    expect(more).toEqual([{ do: "arm", alarm: "keepalive", ms: 2_500 }]);
  });

  test("is looked at no later for more that is sent behind it", () => {
    const state = connected({ lookAt: 3_500 });
    expect(step(state, buffered, world(2_000, 6_000, 1_000))).toEqual([state]);
  });

  test("is not looked at where silence is not judged", () => {
    const none = world(1_000, 6_000, 1_000, { liveness: "none" });
    expect(step(connected(), buffered, none)).toEqual([connected({ lookAt: Infinity })]);
  });

  test("lifts a doubt", () => {
    const doubted = connected({ doubted: 1_000, backlog: 6_000 });
    const [state] = step(doubted, keepalive, world(6_000, 5_000, 1_000));
    expect(state).toMatchObject({ in: "connected", doubted: undefined, movedAt: 6_000 });
  });
});

describe("a peer that is frozen", () => {
  test("is noticed although buffers of this machine swallow what is sent", () => {
    const state = look(world(3_500, 0, 1_000), world(20_000, 0, 9_000));
    expect(step(state, keepalive, world(21_000, 0, 9_500))[0].in).toBe("waiting");
  });

  test("is noticed although what was left over at each look had only just been sent", () => {
    let state: State = connected();
    for (const now of [3_500, 6_000, 8_500, 11_000, 13_500, 16_000, 18_500]) {
      // The platform takes all of it a moment later, and the next send finds nothing in its way.
      [state] = step(state as Connected, keepalive, world(now, 20, now));
      [state] = step(state as Connected, buffered, world(now + 10, 20, now + 20));
    }
    expect(state).toMatchObject({ in: "connected", movedAt: -Infinity });
    expect(step(state, keepalive, world(21_000, 20, 20_000))[0].in).toBe("waiting");
  });

  test("is noticed although our own sends make its backlog grow", () => {
    const state = look(world(3_500, 6_000, 1_000));
    expect(step(state, keepalive, world(21_000, 9_000, 1_000))[0].in).toBe("waiting");
  });
});
