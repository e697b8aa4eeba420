// When the next dial of a session comes.

import { describe, expect, test } from "vitest";
import type { Input } from "../../src/session/input.ts";
import { waitAfterFailure, waitForPage } from "../../src/session/next-dial.ts";
import { step } from "../../src/session/table.ts";
import { DEFAULTS, env, options } from "./support/session-options.ts";
import { memory, waiting } from "./support/states.ts";

describe("a wait", () => {
  test("before anything has failed is drawn from the first window", () => {
    const [state, ...effects] = waitAfterFailure(memory(), "retry", env({ roll: 0 }));
    expect(state).toEqual(waiting({ until: 1_100 }));
    expect(effects).toEqual([{ do: "arm", alarm: "redial", ms: 100 }]);
  });

  test("for a frozen page has no alarm", () => {
    expect(waitForPage(memory({ attempt: 2 }), env())).toEqual(
      waiting({
        memory: memory({ attempt: 2 }),
        until: 1_000,
        blockedBy: "frozen",
        automatic: false,
      }),
    );
  });
});

describe("two dials of one peer", () => {
  const young = memory({ dialedAt: 990 });
  const slow = (minDelay: number) =>
    env({ options: options({ retry: { ...DEFAULTS.retry, minDelay } }) });

  test("begin `minDelay` apart where a hung one is replaced", () => {
    const [next] = step(
      { in: "dialing", memory: young, phase: "dial", until: 9_000, signalled: false },
      { type: "due", alarm: "keepalive" },
      slow(500),
    );
    expect(next).toMatchObject({ in: "waiting", until: 1_490, automatic: true });
  });

  test("begin 100 ms apart at least after a signal, or when the origin is back", () => {
    const state = waiting({ memory: young });
    expect(step(state, { type: "reachable" }, slow(500))[0]).toMatchObject({ until: 1_090 });
    const online: Input = { type: "signal", signal: "online" };
    expect(step(state, online, { ...slow(500), roll: 0 })[0]).toMatchObject({ until: 1_090 });
    expect(step(state, online, { ...slow(0), roll: 0 })[0]).toMatchObject({ until: 1_000 });
  });
});
