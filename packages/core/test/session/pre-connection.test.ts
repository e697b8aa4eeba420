// What a session does before its socket is open: start, queue, dial, wait.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { idle } from "../../src/session/state.ts";
import { step } from "../../src/session/table.ts";
import { DEFAULTS, env, options } from "./support/session-options.ts";
import { dialing, memory, queued, waiting } from "./support/states.ts";

const NETWORK: Failure = { phase: "dial", kind: "network" };
const stop = { type: "stop", goodbye: {} } as const;
const redial = { type: "redial" } as const;

describe("a start", () => {
  test("queues for the limiter: a first dial is paced, never held", () => {
    expect(step(idle, { type: "start" }, env())).toEqual([
      { in: "queued", memory: { ...idle.memory, entries: 1 }, automatic: false },
      { do: "enqueue", entry: 1, automatic: false },
    ]);
  });

  test("that was forestalled by a stop never comes: the session is over without an event", () => {
    expect(step(idle, stop, env())).toEqual([
      { in: "stopped", memory: idle.memory },
      { do: "settle", failure: undefined },
    ]);
  });
});

describe("a stop", () => {
  test("while queued leaves the queue and ends at once", () => {
    expect(step(queued(), stop, env())).toEqual([
      { in: "stopped", memory: memory() },
      { do: "leave" },
      { do: "settle", failure: undefined },
    ]);
  });

  test("while dialling abandons the dial, tells nobody and ends at once", () => {
    expect(step(dialing(), stop, env())).toEqual([
      { in: "stopped", memory: memory() },
      { do: "abandon" },
      { do: "settle", failure: undefined },
    ]);
  });

  test.each(["none", "inbox", "frozen"] as const)(
    "while waiting ends at once and dials no more (hold: %s)",
    (hold) => {
      expect(step(waiting({ hold }), stop, env())).toEqual([
        { in: "stopped", memory: memory() },
        { do: "settle", failure: undefined },
      ]);
    },
  );
});

describe("a session that queues", () => {
  test("dials when it is admitted, with the next number, and both deadlines begin there", () => {
    const state = queued({ memory: memory({ dials: 4, attempt: 2, last: NETWORK }) });
    const keepaliveTimeout = 7_000;
    const input = { type: "admitted", entry: 1 } as const;
    expect(step(state, input, env({ options: options({ keepaliveTimeout }) }))).toEqual([
      {
        in: "dialing",
        memory: memory({ dials: 5, attempt: 2, last: NETWORK, dialedAt: 1_000 }),
        phase: "resolve",
        until: 11_000,
        hasty: false,
      },
      { do: "dial", dial: 5, attempt: 3, last: NETWORK },
      { do: "arm", alarm: "dial", ms: 10_000 },
      { do: "arm", alarm: "keepalive", ms: 7_000 },
    ]);
  });

  test("gives a dial no keepalive that nobody asked for: it could cut a longer `dialTimeout` short", () => {
    const changes = { dialTimeout: 60_000, keepaliveTimeout: undefined };
    const [, ...effects] = step(
      queued(),
      { type: "admitted", entry: 1 },
      env({ options: options(changes) }),
    );
    expect(effects).toEqual([
      { do: "dial", dial: 2, attempt: 1, last: undefined },
      { do: "arm", alarm: "dial", ms: 60_000 },
    ]);
  });

  test("arms nothing for a timeout that is off", () => {
    const off = options({ dialTimeout: 0, keepaliveTimeout: 0 });
    const [, ...effects] = step(queued(), { type: "admitted", entry: 1 }, env({ options: off }));
    expect(effects).toEqual([{ do: "dial", dial: 2, attempt: 1, last: undefined }]);
  });

  test("jumps the queue at a redial where it could be held", () => {
    expect(step(queued({ automatic: true }), redial, env())).toEqual([
      queued({ memory: memory({ entries: 2 }), automatic: false }),
      { do: "leave" },
      { do: "enqueue", entry: 2, automatic: false },
    ]);
  });

  test("keeps its place at a redial where nothing holds it", () => {
    expect(step(queued(), redial, env())).toEqual([queued()]);
  });
});

describe("a dial", () => {
  test("is dialling once the providers have answered", () => {
    const state = dialing({ phase: "resolve" });
    expect(step(state, { type: "resolved", dial: 1 }, env())).toEqual([dialing({ phase: "dial" })]);
  });

  test.each(["unresolved", "closed"] as const)(
    "that is %s counts as an attempt, waits and is told, in this order",
    (type) => {
      expect(step(dialing(), { type, dial: 1, failure: NETWORK }, env())).toEqual([
        waiting({ memory: memory({ attempt: 1, last: NETWORK }), until: 2_050 }),
        { do: "arm", alarm: "redial", ms: 1_050 },
        {
          do: "emit",
          event: { type: "dialfailed", dial: 1, failure: NETWORK, attempt: 1, retryIn: 1_050 },
        },
      ]);
    },
  );

  test.each(["resolve", "dial"] as const)(
    "that hangs is abandoned at `dialTimeout`, and told in which phase it hung (%s)",
    (phase) => {
      const failure: Failure = { phase, kind: "timeout" };
      expect(step(dialing({ phase }), { type: "due", alarm: "dial" }, env())).toEqual([
        waiting({ memory: memory({ attempt: 1, last: failure }), until: 2_050 }),
        { do: "abandon" },
        { do: "arm", alarm: "redial", ms: 1_050 },
        { do: "emit", event: { type: "dialfailed", dial: 1, failure, attempt: 1, retryIn: 1_050 } },
      ]);
    },
  );

  test("that hangs for `keepaliveTimeout` is replaced without a wait; it counts, as the backoff is kept", () => {
    const failure: Failure = { phase: "dial", kind: "timeout" };
    const state = dialing({ memory: memory({ attempt: 2 }) });
    expect(step(state, { type: "due", alarm: "keepalive" }, env())).toEqual([
      queued({ memory: memory({ entries: 2, attempt: 3, last: failure }), automatic: true }),
      { do: "abandon" },
      // The limiter learns that the dial failed before it is asked for the next one.
      { do: "emit", event: { type: "dialfailed", dial: 1, failure, attempt: 3, retryIn: 0 } },
      { do: "enqueue", entry: 2, automatic: true },
    ]);
  });

  test("is begun anew by a redial, which is no failure", () => {
    expect(step(dialing({ memory: memory({ attempt: 2 }) }), redial, env())).toEqual([
      queued({ memory: memory({ entries: 2, attempt: 2 }) }),
      { do: "abandon" },
      { do: "enqueue", entry: 2, automatic: false },
    ]);
  });
});

describe("a session that waits", () => {
  test("dials when its wait is over; the dial may be held while the origin is down", () => {
    const state = waiting({ memory: memory({ attempt: 4 }) });
    expect(step(state, { type: "due", alarm: "redial" }, env())).toEqual([
      queued({ memory: memory({ entries: 2, attempt: 4 }), automatic: true }),
      { do: "enqueue", entry: 2, automatic: true },
    ]);
  });

  test("dials unheld when a signal has cut its wait", () => {
    const [next] = step(waiting({ automatic: false }), { type: "due", alarm: "redial" }, env());
    expect(next).toEqual(queued({ memory: memory({ entries: 2 }), automatic: false }));
  });

  test.each(["none", "inbox", "frozen"] as const)(
    "dials at once at a redial, whatever it waits for, and keeps its backoff (hold: %s)",
    (hold) => {
      const state = waiting({ hold, notBefore: 9_000, memory: memory({ attempt: 4 }) });
      expect(step(state, redial, env())).toEqual([
        queued({ memory: memory({ entries: 2, attempt: 4 }) }),
        { do: "enqueue", entry: 2, automatic: false },
      ]);
    },
  );

  test("comes back when the origin answers others, whatever its own delay", () => {
    expect(step(waiting(), { type: "reachable" }, env())).toEqual([
      queued({ memory: memory({ entries: 2 }), automatic: true }),
      { do: "enqueue", entry: 2, automatic: true },
    ]);
  });

  test.each([{ notBefore: 1_001 }, { hold: "inbox" as const }, { hold: "frozen" as const }])(
    "stays where something else than its backoff holds it: %o",
    (changes) => {
      const state = waiting(changes);
      expect(step(state, { type: "reachable" }, env())).toEqual([state]);
    },
  );

  test("for room in the inbox then waits for the rest of its backoff", () => {
    expect(step(waiting({ hold: "inbox" }), { type: "relieved" }, env())).toEqual([
      waiting(),
      { do: "arm", alarm: "redial", ms: 2_000 },
    ]);
  });

  test("for room in the inbox longer than its backoff then dials as soon as it may", () => {
    const late = env({ now: 8_000 });
    expect(step(waiting({ hold: "inbox" }), { type: "relieved" }, late)).toEqual([
      waiting({ until: 8_000 }),
      { do: "arm", alarm: "redial", ms: 0 },
    ]);
  });

  test.each(["none", "frozen"] as const)("does not mind room in the inbox (hold: %s)", (hold) => {
    expect(step(waiting({ hold }), { type: "relieved" }, env())).toEqual([waiting({ hold })]);
  });
});

describe("`maxRetries`", () => {
  const limited = (maxRetries: number) =>
    env({ options: options({ retry: { ...DEFAULTS.retry, maxRetries } }) });

  test("retires the peer at the failure after the last retry, and says why", () => {
    const state = dialing({ memory: memory({ attempt: 3 }) });
    const failed = { type: "closed", dial: 1, failure: NETWORK } as const;
    expect(step(state, failed, limited(3))).toEqual([
      { in: "stopped", memory: memory({ attempt: 4, last: NETWORK }) },
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
