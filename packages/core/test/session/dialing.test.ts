// What becomes of a dial that is under way.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { step } from "../../src/session/table.ts";
import { env } from "./support/session-options.ts";
import { dialing, memory, queued, waiting } from "./support/states.ts";

const NETWORK: Failure = { phase: "dial", kind: "network" };

const redial = { type: "redial" } as const;

describe("a dial", () => {
  test("is dialling once the providers have answered", () => {
    const state = dialing({ phase: "resolve" });
    expect(step(state, { type: "resolved", dial: 1 }, env())).toEqual([dialing({ phase: "dial" })]);
  });

  test.each(["unresolved", "closed"] as const)(
    "that is %s counts as an attempt, waits and is told, in this order",
    (type) => {
      expect(step(dialing(), { type, dial: 1, failure: NETWORK }, env())).toEqual([
        waiting({ memory: memory({ attempt: 1, lastFailure: NETWORK }), until: 2_050 }),
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
        waiting({ memory: memory({ attempt: 1, lastFailure: failure }), until: 2_050 }),
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
      queued({ memory: memory({ places: 2, attempt: 3, lastFailure: failure }), automatic: true }),
      { do: "abandon" },
      // The limiter learns that the dial failed before it is asked for the next one.
      { do: "emit", event: { type: "dialfailed", dial: 1, failure, attempt: 3, retryIn: 0 } },
      { do: "enqueue", place: 2, automatic: true },
    ]);
  });

  test("is begun anew by a redial, which is no failure", () => {
    expect(step(dialing({ memory: memory({ attempt: 2 }) }), redial, env())).toEqual([
      queued({ memory: memory({ places: 2, attempt: 2 }) }),
      { do: "abandon" },
      { do: "enqueue", place: 2, automatic: false },
    ]);
  });
});
