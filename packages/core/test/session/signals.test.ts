// What the environment's signals do in each state: they shorten waits and cause probes, and forbid no dial.

import { describe, expect, test } from "vitest";
import type { Signal } from "../../src/environment.ts";
import type { Failure } from "../../src/failure.ts";
import type { Input } from "../../src/session/input.ts";
import { type State, idle } from "../../src/session/state.ts";
import { step } from "../../src/session/table.ts";
import { env, options } from "./support/session-options.ts";
import { connected, dialing, memory, opening, queued, waiting } from "./support/states.ts";

const signal = (name: Signal) => ({ type: "signal", signal: name }) as const;

const WAKING = ["online", "visible", "woken"] as const;

const hidden = memory({ hidden: true });

/** What a session remembers of a signal that came at 1,000. */
const woken = memory({ signalledAt: 1_000 });

const NETWORK: Failure = { phase: "dial", kind: "network" };

const arm = (alarm: "keepalive" | "redial", ms: number) => ({ do: "arm", alarm, ms }) as const;

describe("a session that waits", () => {
  test.each(WAKING)("redials within a random half second when %s", (name) => {
    expect(step(waiting(), signal(name), env({ roll: 0.5 }))).toEqual([
      waiting({ until: 1_250, notBefore: 1_000, automatic: false, memory: woken }),
      arm("redial", 250),
    ]);
  });

  test("never waits longer because of a signal", () => {
    const state = waiting({ until: 1_100 });
    const [next] = step(state, { type: "signal", signal: "online" }, env());
    expect(next).toMatchObject({ until: 1_100, automatic: false });
  });

  test.each(WAKING)("does not come before the server wants it when %s", (name) => {
    expect(
      step(waiting({ notBefore: 4_000, until: 9_000 }), signal(name), env({ roll: 0.5 })),
    ).toEqual([
      waiting({ until: 4_250, notBefore: 4_000, automatic: false, memory: woken }),
      arm("redial", 3_250),
    ]);
  });

  test.each(WAKING)("that waits for a frozen page dials when %s", (name) => {
    const [next, ...effects] = step(waiting({ blockedBy: "frozen" }), signal(name), env());
    expect(next).toEqual(waiting({ until: 1_250, automatic: false, memory: woken }));
    expect(effects).toEqual([arm("redial", 250)]);
  });

  test.each([...WAKING, "offline"] as const)(
    "for room in the inbox goes on waiting when %s",
    (name) => {
      const [next, ...effects] = step(waiting({ blockedBy: "inbox" }), signal(name), env());
      expect(next).toMatchObject({ blockedBy: "inbox", until: 3_000 });
      expect(effects).toEqual([]);
    },
  );

  test("for room in the inbox and for the page needs both, in whatever order", () => {
    const frozen = step(waiting({ blockedBy: "inbox" }), signal("frozen"), env());
    expect(frozen).toEqual([waiting({ blockedBy: "both" }), { do: "disarm", alarm: "redial" }]);
    const [both] = frozen;
    const resumeInput = { type: "resume" } as const;
    expect(step(both, resumeInput, env())).toEqual([waiting({ blockedBy: "frozen" })]);
    expect(step(both, signal("frozen"), env())[0]).toEqual(both);
    for (const name of WAKING)
      expect(step(both, signal(name), env())).toEqual([
        waiting({ blockedBy: "inbox", memory: woken }),
      ]);
  });

  test("for room in the inbox remembers that the page is hidden", () => {
    const [next] = step(waiting({ blockedBy: "inbox" }), signal("hidden"), env());
    expect(next).toEqual(waiting({ blockedBy: "inbox", memory: hidden }));
  });

  test("still dials when offline, as the platform may be wrong", () => {
    expect(step(waiting(), signal("offline"), env())).toEqual([waiting()]);
  });

  test("waits for the page when it freezes, without an alarm", () => {
    expect(step(waiting({ notBefore: 4_000 }), signal("frozen"), env())).toEqual([
      waiting({ notBefore: 4_000, blockedBy: "frozen" }),
      { do: "disarm", alarm: "redial" },
    ]);
  });
});

describe("a session that queues", () => {
  test.each(WAKING)(
    "and may be held leaves the queue and dials within half a second when %s",
    (name) => {
      const state = queued({ automatic: true, memory: memory({ attempt: 3 }) });
      expect(step(state, signal(name), env())).toEqual([
        waiting({
          memory: memory({ attempt: 3, signalledAt: 1_000 }),
          until: 1_250,
          notBefore: 0,
          automatic: false,
        }),
        { do: "leaveQueue" },
        arm("redial", 250),
      ]);
    },
  );

  test.each(WAKING)("and is not held keeps its place when %s", (name) => {
    expect(step(queued(), signal(name), env())).toEqual([queued({ memory: woken })]);
  });

  test.each(["offline", "hidden"] as const)("keeps its place when %s", (name) => {
    const [next, ...effects] = step(queued({ automatic: true }), signal(name), env());
    expect(next).toMatchObject({ in: "queued", automatic: true });
    expect(effects).toEqual([]);
  });

  test("leaves the queue when the page freezes", () => {
    expect(step(queued(), signal("frozen"), env())).toEqual([
      waiting({ until: 1_000, blockedBy: "frozen", automatic: false }),
      { do: "leaveQueue" },
    ]);
  });
});

describe("a dial", () => {
  test.each(["offline", "stalled"] as const)("goes on when %s", (name) => {
    expect(step(dialing(), signal(name), env())).toEqual([dialing()]);
  });

  test.each([...WAKING, "offline"] as const)("goes on while its gate runs when %s", (name) => {
    expect(step(opening(), signal(name), env())).toEqual([opening()]);
  });

  test.each(WAKING)("that may have begun without a network has 3 s left when %s", (name) => {
    const signalled = dialing({ signalled: true, memory: woken });
    expect(step(dialing(), signal(name), env())).toEqual([
      signalled,
      { do: "arm", alarm: "dial", ms: 3_000 },
    ]);
    // A second signal does not postpone the deadline.
    expect(step(signalled, signal(name), env())).toEqual([signalled]);
  });

  test("never gets a later deadline by a signal", () => {
    const [, ...effects] = step(dialing({ until: 1_200 }), signal("online"), env());
    expect(effects).toEqual([{ do: "arm", alarm: "dial", ms: 200 }]);
    const [, ...late] = step(dialing({ until: 900 }), signal("woken"), env());
    expect(late).toEqual([{ do: "arm", alarm: "dial", ms: 0 }]);
  });

  test("without a deadline gets none", () => {
    const patient = dialing({ until: Infinity });
    expect(step(patient, signal("online"), env())).toEqual([
      { ...patient, signalled: true, memory: woken },
    ]);
    const opened = { type: "opened", dial: 1, protocol: "" } as const;
    const [next, ...effects] = step(
      { ...patient, signalled: true },
      opened,
      env({ hasGate: true }),
    );
    expect(next.in).toBe("opening");
    expect(effects).toEqual([{ do: "runGate" }]);
  });

  test.each<Input>([
    { type: "closed", dial: 1, failure: NETWORK },
    { type: "unresolved", dial: 1, failure: { phase: "resolve", kind: "provider" } },
    { type: "due", alarm: "dial" },
  ])("that fails after a signal is followed by another within half a second: $type", (input) => {
    const state = dialing({ signalled: true, memory: memory({ attempt: 7 }) });
    const [next, ...effects] = step(state, input, env({ roll: 0.5 }));
    expect(next).toMatchObject({ in: "waiting", until: 1_250, automatic: false });
    expect(next.memory.attempt).toBe(8);
    expect(effects).toContainEqual(arm("redial", 250));
    expect(effects).toContainEqual(
      expect.objectContaining({ do: "emit", event: expect.objectContaining({ retryIn: 250 }) }),
    );
  });

  test.each<[string, State]>([
    ["dial", dialing({ memory: memory({ attempt: 7, signalledAt: -3_999 }) })],
    ["gate", opening({ memory: memory({ attempt: 7, signalledAt: -3_999 }) })],
  ])("that fails in the 5 s after a signal is followed within 2 s: a %s", (_, state) => {
    const input = { type: "closed", dial: 1, failure: NETWORK } as const;
    const at = (now: number) => step(state, input, env({ now, roll: 0.5 }))[0];
    // Half of the window from 100 ms to 2 s. The attempts are still counted.
    expect(at(1_000)).toMatchObject({ until: 2_050, automatic: true, memory: { attempt: 8 } });
    expect(at(1_001)).toMatchObject({ until: 1_001 + 15_050 });
    // A shorter backoff stays; a longer one is cut to 2 s.
    const retry = (ms: number) => ({ ...options({}).retry, initialDelay: ms, maxDelay: ms });
    const under = (ms: number) => env({ roll: 0.5, options: options({ retry: retry(ms) }) });
    expect(step(state, input, under(1_000))[0]).toMatchObject({ until: 1_550 });
    expect(step(state, input, under(600_000))[0]).toMatchObject({ until: 2_050 });
  });

  test("does not come back before the server wants it, even then", () => {
    const failure = { phase: "handshake", kind: "status", status: 503, retryAfter: 4_000 } as const;
    const input = { type: "closed", dial: 1, failure } as const;
    const [next] = step(dialing({ signalled: true }), input, env({ roll: 0.5 }));
    expect(next).toMatchObject({ until: 5_250, notBefore: 5_000 });
  });

  test("that opens after a signal leaves its gate the rest of `dialTimeout`", () => {
    const opened = { type: "opened", dial: 1, protocol: "" } as const;
    const [, ...effects] = step(dialing({ signalled: true }), opened, env({ hasGate: true }));
    expect(effects).toEqual([{ do: "arm", alarm: "dial", ms: 10_000 }, { do: "runGate" }]);
  });

  test("is abandoned when the page freezes, which is no failure", () => {
    expect(step(dialing(), signal("frozen"), env())).toEqual([
      waiting({ until: 1_000, blockedBy: "frozen", automatic: false }),
      { do: "abandon" },
    ]);
  });

  test("is abandoned while its gate runs, with the held messages", () => {
    expect(step(opening(), signal("frozen"), env())).toEqual([
      waiting({ until: 1_000, blockedBy: "frozen", automatic: false }),
      { do: "abandon" },
      { do: "discardHeld" },
    ]);
  });
});

describe("every state that lasts", () => {
  const states: State[] = [queued(), dialing(), opening(), connected(), waiting()];

  test.each(states)("remembers that the page is hidden, and that it is not: $in", (state) => {
    const [away] = step(state, signal("hidden"), env());
    expect(away.memory.hidden).toBe(true);
    const [back] = step(away, signal("visible"), env());
    expect(back.memory.hidden).toBe(false);
  });

  test.each(states)("remembers it through other signals: $in", (state) => {
    const away = { ...state, memory: hidden };
    for (const name of ["online", "offline", "woken", "frozen"] as const)
      expect(step(away, signal(name), env())[0].memory.hidden).toBe(true);
  });
});

describe("a session that has not started", () => {
  test("remembers that the page is hidden", () => {
    const [next] = step(idle, signal("hidden"), env());
    expect(next.memory.hidden).toBe(true);
  });
});
