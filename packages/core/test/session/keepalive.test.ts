// How a connected link is kept alive: the peer is asked, and its silence is judged.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { keepaliveTimeout } from "../../src/session/silence.ts";
import type { Connected } from "../../src/session/state.ts";
import type { Env } from "../../src/session/step.ts";
import { step } from "../../src/session/table.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";
import { env, options, activity } from "./support/session-options.ts";
import { connected, dialing, memory, waiting } from "./support/states.ts";

const opened = { type: "opened", dial: 1, protocol: "v2" } as const;

const arm = (alarm: "keepalive" | "stable" | "drain" | "close" | "redial", ms: number) =>
  ({ do: "arm", alarm, ms }) as const;

const due = { type: "due", alarm: "keepalive" } as const;

describe("a peer that can be asked", () => {
  /** The answer to the last question came at once. */
  const answered = (changes: Partial<Env> = {}) =>
    env({ now: 11_000, activity: activity(1_001), ...changes });

  test.each(["ping", "probe"] as const)("is asked by %s, and asked again", (liveness) => {
    expect(step(connected(), due, answered({ liveness }))).toEqual([
      connected({ nextAskAt: 21_000, alarmAt: 21_000 }),
      { do: liveness },
      arm("keepalive", 10_000),
    ]);
  });

  test.each([
    [0, 9_000],
    [0.25, 9_500],
    [0.5, 10_000],
  ])(
    "is asked ±10 %% early or late, so that many are not asked at one moment: %d gives %d ms",
    (roll, ms) => {
      expect(step(connected(), due, answered({ roll }))).toContainEqual(arm("keepalive", ms));
    },
  );

  test("is asked when it is judged, where that falls into the ±10 %", () => {
    expect(step(connected(), due, answered({ roll: 1 }))).toEqual([
      connected({ nextAskAt: 21_001, alarmAt: 21_001 }),
      { do: "ping" },
      arm("keepalive", 10_001),
    ]);
    const [later] = step(connected({ doubtedAt: 11_000 }), due, answered({ roll: 1 }));
    expect(later).toMatchObject({ nextAskAt: 22_000, alarmAt: 16_000 });
  });

  test("is not asked before its time by an alarm that only judges", () => {
    const state = connected({ doubtedAt: 1_500, alarmAt: 6_500 });
    const world = env({ now: 6_500, activity: activity(1_501) });
    expect(step(state, due, world)).toEqual([
      { ...state, alarmAt: 11_000 },
      arm("keepalive", 4_500),
    ]);
  });

  test.each(["passive", "none"] as const)("is not asked in mode `%s`", (liveness) => {
    expect(step(dialing(), opened, env({ liveness }))[0]).toMatchObject({ nextAskAt: Infinity });
  });

  test("is not asked with an interval of 0", () => {
    const off = env({ options: options({ pingInterval: 0 }) });
    const [state, ...effects] = step(dialing(), opened, off);
    expect(state).toMatchObject({ nextAskAt: Infinity });
    expect(effects).toContainEqual(arm("keepalive", 20_000));
  });

  test("is asked twice within the allowed silence, at least", () => {
    const world = answered({ options: options({ keepaliveTimeout: 4_000 }), now: 3_000 });
    const [state] = step(connected({ nextAskAt: 3_000 }), due, world);
    expect(state).toMatchObject({ nextAskAt: 5_000 });
  });

  test("that answers takes two steps in 20 s, each of which asks", () => {
    const random = new SeededRandom(1);
    let [steps, asked, heardAt] = [0, 0, 0];
    let [state] = step(dialing(), opened, env({ now: 0, activity: activity(0) }));
    for (; state.in === "connected" && state.alarmAt < 20_000 * 1_000; steps++) {
      const world = { now: state.alarmAt, roll: random.next(), activity: activity(heardAt) };
      const [next, ...effects] = step(state, due, env(world));
      if (effects[0]?.do === "ping") [asked, heardAt] = [asked + 1, world.now + 50];
      state = next;
    }
    expect(steps).toBe(asked);
    expect(steps / 1_000).toBeCloseTo(2, 1);
  });
});

describe("silence", () => {
  /** The next question is far away. */
  const link = (changes: Partial<Connected> = {}) =>
    connected({ nextAskAt: 99_000, alarmAt: 21_000, ...changes });
  const heardAt = (at: number, now: number) => env({ now, activity: activity(at) });

  test("for `keepaliveTimeout` abandons the link at once and is told", () => {
    const failure: Failure = { phase: "live", kind: "keepalive" };
    expect(step(link(), due, heardAt(1_000, 21_000))).toEqual([
      waiting({
        memory: memory({ attempt: 1, lastFailure: failure }),
        until: 22_050,
        notBefore: 21_000,
      }),
      { do: "abandon" },
      arm("redial", 1_050),
      { do: "emit", event: { type: "disconnected", dial: 1, failure, retryIn: 1_050 } },
    ]);
  });

  test("is counted from the last heartbeat, which only left a mark", () => {
    expect(step(link(), due, heardAt(15_000, 21_000))).toEqual([
      link({ alarmAt: 35_000 }),
      arm("keepalive", 14_000),
    ]);
  });

  test("is counted from `silenceStart`, if nothing was heard since", () => {
    expect(step(link({ silenceStart: 9_000 }), due, heardAt(2_000, 21_000))).toEqual([
      link({ silenceStart: 9_000, alarmAt: 29_000 }),
      arm("keepalive", 8_000),
    ]);
  });

  test("of a paused link is no silence, and is counted anew", () => {
    expect(step(link({ paused: true }), due, heardAt(1_000, 21_000))).toEqual([
      link({ paused: true, silenceStart: 21_000, alarmAt: 41_000 }),
      arm("keepalive", 20_000),
    ]);
  });

  test("ends a doubted link after 5 s", () => {
    const state = link({ doubtedAt: 2_000, alarmAt: 7_000 });
    expect(step(state, due, heardAt(1_000, 6_999))).toEqual([state, arm("keepalive", 1)]);
    expect(step(state, due, heardAt(1_000, 7_000))[0].in).toBe("waiting");
  });

  test("ends a doubted link no later than it would have ended any", () => {
    const state = link({ doubtedAt: 18_000 });
    expect(step(state, due, heardAt(1_000, 21_000))[0].in).toBe("waiting");
  });

  test.each([2_000, 2_001])(
    "that a heartbeat has ended is in doubt no longer (heard at %d)",
    (at) => {
      const state = link({ doubtedAt: 2_000 });
      expect(step(state, due, heardAt(at, 7_000))).toEqual([
        { ...state, alarmAt: at + 20_000 },
        arm("keepalive", at + 13_000),
      ]);
    },
  );

  test("is not judged in mode `none`, although an alarm may be left from the dial", () => {
    const state = connected({ nextAskAt: Infinity, alarmAt: Infinity });
    expect(step(state, due, env({ liveness: "none", now: 90_000 }))).toEqual([state]);
  });

  test("that passed while the link was being told of is judged at once", () => {
    const late = env({ now: 30_000, activity: activity(1_000) });
    const signal = { type: "signal", signal: "online" } as const;
    expect(step(link(), signal, late)).toContainEqual(arm("keepalive", 0));
  });

  test.each([
    ["ping", undefined, 20_000],
    ["probe", undefined, 20_000],
    ["passive", 7_000, 7_000],
    ["ping", 7_000, 7_000],
    ["none", 7_000, 0],
    ["ping", 0, 0],
  ] as const)("is allowed in mode `%s` with a timeout of %s for %d ms", (liveness, timeout, ms) => {
    const asked = options({ keepaliveTimeout: timeout });
    expect(keepaliveTimeout(env({ liveness, options: asked }))).toBe(ms);
  });
});
