// What ends a connected link, what pauses it, and when its backoff begins anew.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { step } from "../../src/session/table.ts";
import { env } from "./support/session-options.ts";
import { closing, connected, memory, queued, waiting } from "./support/states.ts";

const stop = { type: "stop", goodbye: { code: 4_000, reason: "bye" } } as const;

const redial = { type: "redial" } as const;

const LOST: Failure = { phase: "live", kind: "lost" };

const arm = (alarm: "keepalive" | "stable" | "drain" | "close" | "redial", ms: number) =>
  ({ do: "arm", alarm, ms }) as const;

describe("the backoff", () => {
  test("begins anew once the link has been up for `minUptime`, and what failed before is forgotten", () => {
    const streak = { key: "close 1009", count: 1 };
    const state = connected({ memory: memory({ attempt: 6, streak, lastFailure: LOST }) });
    expect(step(state, { type: "due", alarm: "stable" }, env())).toEqual([
      connected({ memory: memory({ lastFailure: undefined }) }),
    ]);
  });
});

describe("a link that ends", () => {
  test("is told when it is gone, with the time until the next dial", () => {
    expect(step(connected(), { type: "closed", dial: 1, failure: LOST }, env())).toEqual([
      waiting({ memory: memory({ attempt: 1, lastFailure: LOST }), until: 2_050 }),
      arm("redial", 1_050),
      { do: "emit", event: { type: "disconnected", dial: 1, failure: LOST, retryIn: 1_050 } },
    ]);
  });

  test("because the inbox is at its limit is abandoned, and the session waits for room", () => {
    const failure: Failure = { phase: "live", kind: "overflow" };
    expect(step(connected(), { type: "full", dial: 1 }, env())).toEqual([
      waiting({
        memory: memory({ attempt: 1, lastFailure: failure }),
        until: 2_050,
        blockedBy: "inbox",
      }),
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

  test("by a redial is abandoned for a dial that is not held, and the attempts are kept", () => {
    expect(step(connected({ memory: memory({ attempt: 3 }) }), redial, env())).toEqual([
      queued({ memory: memory({ places: 2, attempt: 3 }) }),
      { do: "abandon" },
      { do: "enqueue", place: 2, automatic: false },
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
  const pauseInput = { type: "pause", dial: 1 } as const;

  test("is paused", () => {
    expect(step(connected(), pauseInput, env())).toEqual([
      connected({ paused: true }),
      { do: "pause" },
    ]);
  });

  test("is doubted no longer: it was heard, and no answer is heard during the pause", () => {
    const [state] = step(connected({ doubtedAt: 900 }), pauseInput, env());
    expect(state).toEqual(connected({ paused: true }));
  });

  test("is paused once", () => {
    const paused = connected({ paused: true });
    expect(step(paused, pauseInput, env())).toEqual([paused]);
  });

  test("is resumed when there is room, and its silence counts from then", () => {
    expect(step(connected({ paused: true }), { type: "resume" }, env({ now: 9_000 }))).toEqual([
      connected({ silenceStart: 9_000 }),
      { do: "resume" },
    ]);
  });

  test("that was not paused is not resumed", () => {
    expect(step(connected(), { type: "resume" }, env({ now: 9_000 }))).toEqual([connected()]);
  });
});
