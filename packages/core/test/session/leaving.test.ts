// What a failure of a dial or a link means: what is remembered, what comes next, and what is told.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import type { Verdict } from "../../src/options/options.ts";
import { endLink, failDial, ownEnd } from "../../src/session/leaving.ts";
import { step } from "../../src/session/table.ts";
import { DEFAULTS, env, options } from "./support/session-options.ts";
import { connected, dialing, memory, opening, queued, stopped, waiting } from "./support/states.ts";

const LOST: Failure = { phase: "live", kind: "lost" };

const refusal = (status: number, retryAfter?: number): Failure => ({
  phase: "handshake",
  kind: "status",
  status,
  retryAfter,
});

const goodbye = (closeCode: number): Failure => ({ phase: "live", kind: "closed", closeCode });

const NETWORK: Failure = { phase: "dial", kind: "network" };

describe("a failure", () => {
  test("is counted, and the next dial knows it", () => {
    const [next] = failDial(dialing({ memory: memory({ attempt: 2 }) }), refusal(502), env());
    expect(next.memory).toEqual(memory({ attempt: 3, lastFailure: refusal(502) }));
  });

  test("of a link counts as one of a dial does: short-lived links back off too", () => {
    const [next] = endLink(connected({ memory: memory({ attempt: 2 }) }), LOST, env());
    expect(next.memory).toEqual(memory({ attempt: 3, lastFailure: LOST }));
  });

  test("is followed by a longer wait the more failures there were", () => {
    const waits = [0, 1, 2, 3, 4, 5].map((attempt) => {
      const [next] = failDial(dialing({ memory: memory({ attempt }) }), LOST, env({ roll: 1 }));
      return next.in === "waiting" && next.until - 1_000;
    });
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test("with `Retry-After` waits its backoff on top, so that not all clients come back at once", () => {
    expect(failDial(dialing(), refusal(503, 60_000), env())).toEqual([
      waiting({
        memory: memory({ attempt: 1, lastFailure: refusal(503, 60_000) }),
        until: 62_050,
        notBefore: 61_000,
      }),
      { do: "arm", alarm: "redial", ms: 61_050 },
      {
        do: "emit",
        event: {
          type: "dialfailed",
          dial: 1,
          failure: refusal(503, 60_000),
          attempt: 1,
          retryIn: 61_050,
        },
      },
    ]);
  });

  test("tells the wait in whole milliseconds, rounded up", () => {
    const told = failDial(dialing(), LOST, env({ roll: 0.3333 })).at(-1);
    // 733.27 ms are waited.
    expect(told).toMatchObject({ event: { retryIn: 734 } });
  });

  test("of a gate is remembered with its phase", () => {
    const [next] = failDial(opening(), ownEnd("opening", "gate"), env());
    expect(next.memory.lastFailure).toEqual({ phase: "opening", kind: "gate" });
  });

  test("that retires a dial tells it, then ends the session with it", () => {
    expect(failDial(dialing(), refusal(400), env())).toEqual([
      stopped({ memory: memory({ attempt: 1, lastFailure: refusal(400) }) }),
      {
        do: "emit",
        event: {
          type: "dialfailed",
          dial: 1,
          failure: refusal(400),
          attempt: 1,
          retryIn: undefined,
        },
      },
      { do: "settle", failure: refusal(400) },
    ]);
  });

  test("that retires a link tells it, then ends the session with it", () => {
    expect(endLink(connected(), goodbye(1_008), env())).toEqual([
      stopped({ memory: memory({ attempt: 1, lastFailure: goodbye(1_008) }) }),
      {
        do: "emit",
        event: { type: "disconnected", dial: 1, failure: goodbye(1_008), retryIn: undefined },
      },
      { do: "settle", failure: goodbye(1_008) },
    ]);
  });

  test("of a dial that hung past `keepaliveTimeout` waits for nothing but the limiter", () => {
    expect(failDial(dialing(), ownEnd("dial", "timeout"), env(), "immediate")[0]).toEqual(
      queued({
        memory: memory({ places: 2, attempt: 1, lastFailure: { phase: "dial", kind: "timeout" } }),
        automatic: true,
      }),
    );
  });

  test("retires without a wait for the next dial, even one that would not wait", () => {
    const [next] = failDial(dialing(), refusal(400), env(), "immediate");
    expect(next.in).toBe("stopped");
  });

  test("retires the peer when the same close code ends two links in a row", () => {
    const [first] = endLink(connected(), goodbye(1_009), env());
    expect(first).toMatchObject({ in: "waiting", memory: { streak: { count: 1 } } });
    const [second] = endLink(connected({ memory: first.memory }), goodbye(1_009), env());
    expect(second).toMatchObject({ in: "stopped", memory: { streak: { count: 2 } } });
  });
});

describe("a session whose inbox is full", () => {
  test("waits for room and not for an alarm, and cannot say for how long", () => {
    const overflow = ownEnd("live", "overflow");
    expect(endLink(connected(), overflow, env())).toEqual([
      waiting({
        memory: memory({ attempt: 1, lastFailure: overflow }),
        until: 2_050,
        blockedBy: "inbox",
      }),
      {
        do: "emit",
        event: { type: "disconnected", dial: 1, failure: overflow, retryIn: undefined },
      },
    ]);
  });
});

describe("the application's word", () => {
  const says = (verdict: Verdict) => env({ classify: () => verdict });

  test("is asked with the failure and the default verdict", () => {
    const asked: unknown[] = [];
    const classify = (failure: Failure, verdict: Verdict): Verdict => {
      asked.push(failure, verdict);
      return verdict;
    };
    failDial(dialing(), refusal(429, 5_000), env({ classify }));
    expect(asked).toEqual([refusal(429, 5_000), { retryAfter: 5_000 }]);
  });

  test("can retire what would retry", () => {
    expect(endLink(connected(), LOST, says("retire"))[0].in).toBe("stopped");
  });

  test("can retry what would retire", () => {
    expect(endLink(connected(), goodbye(1_008), says("retry"))[0].in).toBe("waiting");
  });

  test("can make the next dial wait", () => {
    const [next] = endLink(connected(), goodbye(4_290), says({ retryAfter: 9_000 }));
    expect(next).toMatchObject({ until: 11_050, notBefore: 10_000 });
  });

  test("does not lift `maxRetries`", () => {
    const none = options({ retry: { ...DEFAULTS.retry, maxRetries: 0 } });
    expect(failDial(dialing(), LOST, { ...says("retry"), options: none })[0].in).toBe("stopped");
  });
});

describe("`maxRetries`", () => {
  const limited = (maxRetries: number) =>
    env({ options: options({ retry: { ...DEFAULTS.retry, maxRetries } }) });

  test("retires the peer at the failure after the last retry, and says why", () => {
    const state = dialing({ memory: memory({ attempt: 3 }) });
    const failed = { type: "closed", dial: 1, failure: NETWORK } as const;
    expect(step(state, failed, limited(3))).toEqual([
      { in: "stopped", memory: memory({ attempt: 4, lastFailure: NETWORK }) },
      {
        do: "emit",
        event: { type: "dialfailed", dial: 1, failure: NETWORK, attempt: 4, retryIn: undefined },
      },
      { do: "settle", failure: NETWORK },
    ]);
    expect(step(state, failed, limited(4))[0].in).toBe("waiting");
  });

  test("of 0 allows one dial", () => {
    const [next] = step(dialing(), { type: "unresolved", dial: 1, failure: NETWORK }, limited(0));
    expect(next.in).toBe("stopped");
  });

  test("counts replaced dials too", () => {
    const state = dialing({ memory: memory({ attempt: 3 }) });
    const [next, ...effects] = step(state, { type: "due", alarm: "keepalive" }, limited(3));
    expect(next.in).toBe("stopped");
    expect(effects.map((effect) => effect.do)).toEqual(["abandon", "emit", "settle"]);
  });
});
