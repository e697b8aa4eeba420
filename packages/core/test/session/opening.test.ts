// What a session does while its socket is open and its gate runs.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import type { Effect } from "../../src/session/effect.ts";
import { step } from "../../src/session/table.ts";
import { env, options } from "./support/session-options.ts";
import { closing, connected, dialing, memory, opening, queued, waiting } from "./support/states.ts";

const opened = { type: "opened", dial: 1, protocol: "v2" } as const;

const stop = { type: "stop", goodbye: { code: 4_000, reason: "bye" } } as const;

const redial = { type: "redial" } as const;

const arm = (alarm: "keepalive" | "stable" | "drain" | "close" | "redial", ms: number) =>
  ({ do: "arm", alarm, ms }) as const;

const told: Effect = { do: "emit", event: { type: "connected", dial: 1, protocol: "v2" } };

describe("a link that opens", () => {
  test("is connected at once without a gate; it can be used before it is told", () => {
    expect(step(dialing(), opened, env())).toEqual([connected(), arm("keepalive", 10_000), told]);
  });

  test("keeps the backoff on a bare open, until it has been connected for `minUptime`", () => {
    const failed = memory({ attempt: 6 });
    expect(step(dialing({ memory: failed }), opened, env())).toEqual([
      connected({ memory: failed }),
      arm("stable", 5_000),
      arm("keepalive", 10_000),
      told,
    ]);
  });

  test("is stable at once with a `minUptime` of 0", () => {
    const streak = { key: "close 1009", count: 1 };
    const state = dialing({ memory: memory({ attempt: 6, streak }) });
    const [next, ...effects] = step(state, opened, env({ options: options({ minUptime: 0 }) }));
    expect(next).toEqual(connected());
    expect(effects).toEqual([arm("keepalive", 10_000), told]);
  });

  test("runs the gate first where there is one, and tells nothing", () => {
    expect(step(dialing(), opened, env({ hasGate: true }))).toEqual([
      opening({ protocol: "v2" }),
      { do: "runGate" },
    ]);
  });

  test("ends the streak of refused tokens, as the server accepted one", () => {
    const state = dialing({ memory: memory({ streak: { key: "auth", count: 1 } }) });
    expect(step(state, opened, env())[0].memory.streak).toBeUndefined();
  });

  test("does not end a streak of close codes", () => {
    const streak = { key: "close 1009", count: 1 };
    const [state] = step(dialing({ memory: memory({ attempt: 1, streak }) }), opened, env());
    expect(state.memory.streak).toEqual(streak);
  });
});

describe("a gate", () => {
  const gate = opening({ protocol: "v2" });

  test("that passes connects, and the held messages are delivered after that was told", () => {
    expect(step(gate, { type: "passed", dial: 1 }, env())).toEqual([
      connected(),
      arm("keepalive", 10_000),
      told,
      { do: "releaseHeld" },
    ]);
  });

  test.each<["refused" | "due" | "full", Failure]>([
    ["refused", { phase: "opening", kind: "gate" }],
    ["due", { phase: "opening", kind: "timeout" }],
  ])(
    "that ends by `%s` is a failed dial: it is abandoned, held messages are dropped, and then it is told",
    (by, failure) => {
      const input =
        by === "due"
          ? ({ type: "due", alarm: "dial" } as const)
          : ({ type: "refused", dial: 1, failure } as const);
      expect(step(gate, input, env())).toEqual([
        waiting({ memory: memory({ attempt: 1, lastFailure: failure }), until: 2_050 }),
        { do: "abandon" },
        { do: "discardHeld" },
        arm("redial", 1_050),
        { do: "emit", event: { type: "dialfailed", dial: 1, failure, attempt: 1, retryIn: 1_050 } },
      ]);
    },
  );

  test("whose messages fill the inbox fails, and the session waits for room", () => {
    const failure: Failure = { phase: "opening", kind: "overflow" };
    expect(step(gate, { type: "full", dial: 1 }, env())).toEqual([
      waiting({
        memory: memory({ attempt: 1, lastFailure: failure }),
        until: 2_050,
        blockedBy: "inbox",
      }),
      { do: "abandon" },
      { do: "discardHeld" },
      {
        do: "emit",
        event: { type: "dialfailed", dial: 1, failure, attempt: 1, retryIn: undefined },
      },
    ]);
  });

  test("whose link ends is a failed dial, with nothing left to abandon", () => {
    const failure: Failure = { phase: "opening", kind: "closed", closeCode: 4_000 };
    expect(step(gate, { type: "closed", dial: 1, failure }, env())).toEqual([
      waiting({ memory: memory({ attempt: 1, lastFailure: failure }), until: 2_050 }),
      { do: "discardHeld" },
      arm("redial", 1_050),
      { do: "emit", event: { type: "dialfailed", dial: 1, failure, attempt: 1, retryIn: 1_050 } },
    ]);
  });

  test("is ended by a stop with a goodbye and no event, as `connected` was not told", () => {
    expect(step(gate, stop, env())).toEqual([
      closing(),
      { do: "discardHeld" },
      { do: "close", goodbye: stop.goodbye },
      arm("close", 2_000),
    ]);
  });

  test("is ended by a redial, which is no failure", () => {
    expect(step(gate, redial, env())).toEqual([
      queued({ memory: memory({ places: 2 }) }),
      { do: "abandon" },
      { do: "discardHeld" },
      { do: "enqueue", place: 2, automatic: false },
    ]);
  });
});
