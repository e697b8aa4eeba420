// Stories of life on the way out: what the network takes of a backlog, and what it only seems to take.

import { describe, expect, test } from "vitest";
import type { State } from "../../src/session/state.ts";
import type { Env } from "../../src/session/step.ts";
import { step } from "../../src/session/table.ts";
import { env, options, vitals } from "./support/session-options.ts";
import { connected } from "./support/states.ts";

const ping = { type: "due", alarm: "ping" } as const;
const keepalive = { type: "due", alarm: "keepalive" } as const;

/** Nothing was heard since 1,000; so much is on the way out, and so much has gone. */
const world = (now: number, backlog: number, taken: number, changes: Partial<Env> = {}): Env =>
  env({ now, vitals: vitals(1_000, { backlog, taken }), ...changes });

/** What becomes of a link that is looked at so, one look after the other. */
function look(...looks: readonly Env[]): State {
  let state: State = connected();
  for (const each of looks)
    state = step(state, each.now >= 21_000 ? keepalive : ping, each)[0] as State;
  return state;
}

describe("a message that takes longer than `keepaliveTimeout` on its way out", () => {
  test("ends nothing as long as it moves", () => {
    const state = look(world(11_000, 6_000, 1_000), world(21_000, 4_000, 3_000));
    expect(state).toMatchObject({ in: "connected", window: 21_000 });
    expect(step(state, keepalive, world(30_000, 2_000, 5_000))[0].in).toBe("connected");
  });

  test("is no life once it stands still", () => {
    const moving = look(world(11_000, 6_000, 1_000), world(21_000, 4_000, 3_000));
    const [stuck] = step(moving, keepalive, world(31_000, 4_000, 3_000));
    expect(stuck.in).toBe("connected");
    expect(step(stuck, keepalive, world(41_000, 4_000, 3_000))[0].in).toBe("waiting");
  });

  test("is looked at eight times as often as silence allows, from the first look on", () => {
    const [, ...effects] = step(connected(), ping, world(11_000, 6_000, 1_000));
    expect(effects).toContainEqual({ do: "arm", alarm: "keepalive", ms: 2_500 });
    const [, ...more] = step(connected({ backlog: 6_000 }), ping, world(11_000, 6_000, 1_000));
    expect(more.map((effect) => effect.do === "arm" && effect.alarm)).not.toContain("keepalive");
  });

  test("lifts a doubt", () => {
    const doubted = connected({ doubted: 1_000, backlog: 6_000 });
    const [state] = step(doubted, keepalive, world(6_000, 5_000, 1_000));
    expect(state).toMatchObject({ in: "connected", doubted: undefined, window: 6_000 });
  });

  test("is looked for in the middle of the silence where nobody is asked", () => {
    const passive = {
      liveness: "passive",
      options: options({ keepaliveTimeout: 20_000 }),
    } as const;
    const [, ...effects] = step(connected(), keepalive, world(1_000, 0, 0, passive));
    expect(effects).toEqual([{ do: "arm", alarm: "keepalive", ms: 10_000 }]);
  });
});

describe("a peer that is frozen", () => {
  test("is noticed although buffers of this machine swallow what is sent", () => {
    const state = look(world(11_000, 0, 1_000), world(20_000, 0, 9_000));
    expect(step(state, keepalive, world(21_000, 0, 9_500))[0].in).toBe("waiting");
  });

  test("is noticed although our own sends make its backlog grow", () => {
    const state = look(world(11_000, 6_000, 1_000));
    expect(step(state, keepalive, world(21_000, 9_000, 1_000))[0].in).toBe("waiting");
  });
});
