// What a session does while its socket is open: the gate, liveness, pausing, and sends that wait.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { keepaliveTimeout } from "../../src/session/silence.ts";
import type { Effect } from "../../src/session/effect.ts";
import { step } from "../../src/session/table.ts";
import { env, options, vitals } from "./support/session-options.ts";
import { closing, connected, dialing, memory, opening, queued, waiting } from "./support/states.ts";

const opened = { type: "opened", dial: 1, protocol: "v2" } as const;
const stop = { type: "stop", goodbye: { code: 4_000, reason: "bye" } } as const;
const redial = { type: "redial" } as const;
const LOST: Failure = { phase: "live", kind: "lost" };

const arm = (alarm: "ping" | "keepalive" | "stable" | "drain" | "close" | "redial", ms: number) =>
  ({ do: "arm", alarm, ms }) as const;

const told: Effect = { do: "emit", event: { type: "connected", dial: 1, protocol: "v2" } };

describe("a link that opens", () => {
  test("is connected at once without a gate; it can be used before it is told", () => {
    expect(step(dialing(), opened, env())).toEqual([
      connected(),
      arm("stable", 5_000),
      arm("ping", 10_000),
      arm("keepalive", 20_000),
      told,
    ]);
  });

  test("keeps the backoff on a bare open", () => {
    const [state] = step(dialing({ memory: memory({ attempt: 6 }) }), opened, env());
    expect(state).toEqual(connected({ memory: memory({ attempt: 6 }) }));
  });

  test("is stable at once with a `minUptime` of 0", () => {
    const streak = { key: "close 1009", count: 1 };
    const state = dialing({ memory: memory({ attempt: 6, streak }) });
    const [next, ...effects] = step(state, opened, env({ options: options({ minUptime: 0 }) }));
    expect(next).toEqual(connected());
    expect(effects).toEqual([arm("ping", 10_000), arm("keepalive", 20_000), told]);
  });

  test("runs the gate first where there is one, and tells nothing", () => {
    expect(step(dialing(), opened, env({ gated: true }))).toEqual([
      opening({ protocol: "v2" }),
      { do: "greet" },
    ]);
  });

  test("forgives a refused token, as the server let us in", () => {
    const state = dialing({ memory: memory({ streak: { key: "auth", count: 1 } }) });
    expect(step(state, opened, env())[0].memory.streak).toBeUndefined();
  });

  test("forgives no disagreement of the protocol", () => {
    const streak = { key: "close 1009", count: 1 };
    const [state] = step(dialing({ memory: memory({ streak }) }), opened, env());
    expect(state.memory.streak).toEqual(streak);
  });
});

describe("a gate", () => {
  const gate = opening({ protocol: "v2" });

  test("that passes connects, and lets the reader see what it held after that was told", () => {
    expect(step(gate, { type: "passed", dial: 1 }, env())).toEqual([
      connected(),
      arm("stable", 5_000),
      arm("ping", 10_000),
      arm("keepalive", 20_000),
      told,
      { do: "release" },
    ]);
  });

  test.each<["refused" | "due" | "full", Failure]>([
    ["refused", { phase: "opening", kind: "gate" }],
    ["due", { phase: "opening", kind: "timeout" }],
  ])(
    "that ends by `%s` is a failed dial: abandoned, what it held dropped, then told",
    (by, failure) => {
      const input =
        by === "due"
          ? ({ type: "due", alarm: "dial" } as const)
          : ({ type: "refused", dial: 1, failure } as const);
      expect(step(gate, input, env())).toEqual([
        waiting({ memory: memory({ attempt: 1, last: failure }), until: 2_050 }),
        { do: "abandon" },
        { do: "discard" },
        arm("redial", 1_050),
        { do: "emit", event: { type: "dialfailed", dial: 1, failure, attempt: 1, retryIn: 1_050 } },
      ]);
    },
  );

  test("whose messages fill the inbox fails, and the session waits for room", () => {
    const failure: Failure = { phase: "opening", kind: "overflow" };
    expect(step(gate, { type: "full", dial: 1 }, env())).toEqual([
      waiting({ memory: memory({ attempt: 1, last: failure }), until: 2_050, hold: "inbox" }),
      { do: "abandon" },
      { do: "discard" },
      {
        do: "emit",
        event: { type: "dialfailed", dial: 1, failure, attempt: 1, retryIn: undefined },
      },
    ]);
  });

  test("whose link ends is a failed dial, with nothing left to abandon", () => {
    const failure: Failure = { phase: "opening", kind: "closed", closeCode: 4_000 };
    expect(step(gate, { type: "closed", dial: 1, failure }, env())).toEqual([
      waiting({ memory: memory({ attempt: 1, last: failure }), until: 2_050 }),
      { do: "discard" },
      arm("redial", 1_050),
      { do: "emit", event: { type: "dialfailed", dial: 1, failure, attempt: 1, retryIn: 1_050 } },
    ]);
  });

  test("gives way to a stop: goodbye is said and nothing told, as nothing was told before", () => {
    expect(step(gate, stop, env())).toEqual([
      closing(),
      { do: "discard" },
      { do: "close", goodbye: stop.goodbye },
      arm("close", 2_000),
    ]);
  });

  test("gives way to a redial, which is no failure", () => {
    expect(step(gate, redial, env())).toEqual([
      queued({ memory: memory({ entries: 2 }) }),
      { do: "abandon" },
      { do: "discard" },
      { do: "enqueue", entry: 2, automatic: false },
    ]);
  });
});

describe("the backoff", () => {
  test("begins anew once the link has been up for `minUptime`, and what failed before is forgotten", () => {
    const streak = { key: "close 1009", count: 1 };
    const state = connected({ memory: memory({ attempt: 6, streak, last: LOST }) });
    expect(step(state, { type: "due", alarm: "stable" }, env())).toEqual([
      connected({ memory: memory({ last: undefined }) }),
    ]);
  });
});

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
});

describe("silence", () => {
  const due = { type: "due", alarm: "keepalive" } as const;
  const heardAt = (at: number, now: number) => env({ now, vitals: vitals(at) });

  test("for `keepaliveTimeout` abandons the link at once and is told", () => {
    const failure: Failure = { phase: "live", kind: "keepalive" };
    expect(step(connected(), due, heardAt(1_000, 21_000))).toEqual([
      waiting({
        memory: memory({ attempt: 1, last: failure }),
        until: 22_050,
        notBefore: 21_000,
      }),
      { do: "abandon" },
      arm("redial", 1_050),
      { do: "emit", event: { type: "disconnected", dial: 1, failure, retryIn: 1_050 } },
    ]);
  });

  test("that was broken moves the deadline: heartbeats leave a mark and arm nothing", () => {
    expect(step(connected(), due, heardAt(15_000, 21_000))).toEqual([
      connected(),
      arm("keepalive", 14_000),
    ]);
  });

  test("is counted from the beginning of the window, if nothing was heard since", () => {
    expect(step(connected({ window: 9_000 }), due, heardAt(2_000, 21_000))).toEqual([
      connected({ window: 9_000 }),
      arm("keepalive", 8_000),
    ]);
  });

  test("of a paused link is no silence: the window moves on", () => {
    expect(step(connected({ paused: true }), due, heardAt(1_000, 21_000))).toEqual([
      connected({ paused: true, window: 21_000 }),
      arm("keepalive", 20_000),
    ]);
  });

  test("ends a doubted link after 5 s", () => {
    const state = connected({ doubted: 2_000 });
    expect(step(state, due, heardAt(1_000, 6_999))).toEqual([state, arm("keepalive", 1)]);
    expect(step(state, due, heardAt(1_000, 7_000))[0].in).toBe("waiting");
  });

  test("ends a doubted link no later than it would have ended any", () => {
    const state = connected({ doubted: 18_000 });
    expect(step(state, due, heardAt(1_000, 21_000))[0].in).toBe("waiting");
  });

  test.each([2_000, 2_001])("that a heartbeat broke since lifts the doubt (heard at %d)", (at) => {
    const state = connected({ doubted: 2_000 });
    expect(step(state, due, heardAt(at, 7_000))).toEqual([state, arm("keepalive", at + 13_000)]);
  });

  test("is not judged where nobody asked to, although an alarm may be left from the dial", () => {
    expect(step(connected(), due, env({ liveness: "none", now: 90_000 }))).toEqual([connected()]);
  });

  test("that passed while the link was being told of is judged at once", () => {
    const late = env({ now: 30_000, vitals: vitals(1_000) });
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

describe("a link that ends", () => {
  test("is told when it is gone, with the time until the next dial", () => {
    expect(step(connected(), { type: "closed", dial: 1, failure: LOST }, env())).toEqual([
      waiting({ memory: memory({ attempt: 1, last: LOST }), until: 2_050 }),
      arm("redial", 1_050),
      { do: "emit", event: { type: "disconnected", dial: 1, failure: LOST, retryIn: 1_050 } },
    ]);
  });

  test("because the inbox stood at its wall is abandoned, and the session waits for room", () => {
    const failure: Failure = { phase: "live", kind: "overflow" };
    expect(step(connected(), { type: "full", dial: 1 }, env())).toEqual([
      waiting({ memory: memory({ attempt: 1, last: failure }), until: 2_050, hold: "inbox" }),
      { do: "abandon" },
      { do: "emit", event: { type: "disconnected", dial: 1, failure, retryIn: undefined } },
    ]);
  });

  test("by a stop says goodbye, and is told before the peer answers", () => {
    expect(step(connected(), stop, env())).toEqual([
      closing(),
      { do: "close", goodbye: stop.goodbye },
      arm("close", 2_000),
      {
        do: "emit",
        event: {
          type: "disconnected",
          dial: 1,
          failure: { phase: "live", kind: "stopped" },
          retryIn: undefined,
        },
      },
    ]);
  });

  test("by a redial is abandoned for a dial that is not held, and keeps its backoff", () => {
    expect(step(connected({ memory: memory({ attempt: 3 }) }), redial, env())).toEqual([
      queued({ memory: memory({ entries: 2, attempt: 3 }) }),
      { do: "abandon" },
      { do: "enqueue", entry: 2, automatic: false },
      {
        do: "emit",
        event: {
          type: "disconnected",
          dial: 1,
          failure: { phase: "live", kind: "redial" },
          retryIn: 0,
        },
      },
    ]);
  });
});

describe("a peer above its share of the inbox", () => {
  const congested = { type: "congested", dial: 1 } as const;

  test("is paused", () => {
    expect(step(connected(), congested, env())).toEqual([
      connected({ paused: true }),
      { do: "pause" },
    ]);
  });

  test("is in doubt no longer: it was heard, and could not answer while paused", () => {
    const [state] = step(connected({ doubted: 900 }), congested, env());
    expect(state).toEqual(connected({ paused: true }));
  });

  test("is paused once", () => {
    const paused = connected({ paused: true });
    expect(step(paused, congested, env())).toEqual([paused]);
  });

  test("is resumed when there is room, and its silence counts from then", () => {
    expect(step(connected({ paused: true }), { type: "relieved" }, env({ now: 9_000 }))).toEqual([
      connected({ window: 9_000 }),
      { do: "resume" },
    ]);
  });

  test("that was not paused does not mind the room", () => {
    expect(step(connected(), { type: "relieved" }, env({ now: 9_000 }))).toEqual([connected()]);
  });
});

describe.each([connected(), opening()])("sends that wait while $in", (state) => {
  const due = { type: "due", alarm: "drain" } as const;

  test("have the socket's buffer watched", () => {
    expect(step(state, { type: "backlogged", dial: 1 }, env({ waitingSends: 1 }))).toEqual([
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

describe("pings", () => {
  test("come twice within the silence that is allowed, at least", () => {
    const world = env({ options: options({ keepaliveTimeout: 4_000 }) });
    const [, ...effects] = step(connected(), { type: "due", alarm: "ping" }, world);
    expect(effects).toContainEqual({ do: "arm", alarm: "ping", ms: 2_000 });
  });
});
