// How a connected link is kept alive: the peer is asked, and its silence is judged.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { keepaliveTimeout } from "../../src/session/silence.ts";
import { step } from "../../src/session/table.ts";
import { env, options, activity } from "./support/session-options.ts";
import { connected, dialing, memory, waiting } from "./support/states.ts";

const opened = { type: "opened", dial: 1, protocol: "v2" } as const;

const arm = (alarm: "ping" | "keepalive" | "stable" | "drain" | "close" | "redial", ms: number) =>
  ({ do: "arm", alarm, ms }) as const;

describe("the ping", () => {
  const due = { type: "due", alarm: "ping" } as const;

  test.each(["ping", "probe"] as const)("asks by %s and asks again", (liveness) => {
    expect(step(connected(), due, env({ liveness }))).toEqual([
      connected(),
      { do: liveness },
      arm("ping", 10_000),
    ]);
  });

  test.each([
    [0, 9_000],
    [0.25, 9_500],
    [1, 11_000],
  ])(
    "comes ±10 %% early or late, so that many peers do not ask in step: %d gives %d ms",
    (roll, ms) => {
      expect(step(connected(), due, env({ roll }))).toContainEqual(arm("ping", ms));
    },
  );

  test.each(["passive", "none"] as const)("is not sent in mode `%s`", (liveness) => {
    const [, ...effects] = step(dialing(), opened, env({ liveness }));
    expect(effects).not.toContainEqual(arm("ping", 10_000));
  });

  test("is off with an interval of 0", () => {
    const off = env({ options: options({ pingInterval: 0 }) });
    expect(step(dialing(), opened, off)).not.toContainEqual(arm("ping", 0));
  });

  test("comes twice within the silence that is allowed, at least", () => {
    const world = env({ options: options({ keepaliveTimeout: 4_000 }) });
    const [, ...effects] = step(connected(), { type: "due", alarm: "ping" }, world);
    expect(effects).toContainEqual({ do: "arm", alarm: "ping", ms: 2_000 });
  });
});

describe("silence", () => {
  const due = { type: "due", alarm: "keepalive" } as const;
  const heardAt = (at: number, now: number) => env({ now, activity: activity(at) });

  test("for `keepaliveTimeout` abandons the link at once and is told", () => {
    const failure: Failure = { phase: "live", kind: "keepalive" };
    expect(step(connected(), due, heardAt(1_000, 21_000))).toEqual([
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
    expect(step(connected(), due, heardAt(15_000, 21_000))).toEqual([
      connected(),
      arm("keepalive", 14_000),
    ]);
  });

  test("is counted from `silenceStart`, if nothing was heard since", () => {
    expect(step(connected({ silenceStart: 9_000 }), due, heardAt(2_000, 21_000))).toEqual([
      connected({ silenceStart: 9_000 }),
      arm("keepalive", 8_000),
    ]);
  });

  test("of a paused link is no silence, and is counted anew", () => {
    expect(step(connected({ paused: true }), due, heardAt(1_000, 21_000))).toEqual([
      connected({ paused: true, silenceStart: 21_000 }),
      arm("keepalive", 20_000),
    ]);
  });

  test("ends a doubted link after 5 s", () => {
    const state = connected({ doubtedAt: 2_000 });
    expect(step(state, due, heardAt(1_000, 6_999))).toEqual([state, arm("keepalive", 1)]);
    expect(step(state, due, heardAt(1_000, 7_000))[0].in).toBe("waiting");
  });

  test("ends a doubted link no later than it would have ended any", () => {
    const state = connected({ doubtedAt: 18_000 });
    expect(step(state, due, heardAt(1_000, 21_000))[0].in).toBe("waiting");
  });

  test.each([2_000, 2_001])(
    "that a heartbeat has ended is in doubt no longer (heard at %d)",
    (at) => {
      const state = connected({ doubtedAt: 2_000 });
      expect(step(state, due, heardAt(at, 7_000))).toEqual([state, arm("keepalive", at + 13_000)]);
    },
  );

  test("is not judged in mode `none`, although an alarm may be left from the dial", () => {
    expect(step(connected(), due, env({ liveness: "none", now: 90_000 }))).toEqual([connected()]);
  });

  test("that passed while the link was being told of is judged at once", () => {
    const late = env({ now: 30_000, activity: activity(1_000) });
    const signal = { type: "signal", signal: "online" } as const;
    expect(step(connected(), signal, late)).toContainEqual(arm("keepalive", 0));
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
