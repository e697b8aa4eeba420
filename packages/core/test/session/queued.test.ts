// What a session does before a dial: it starts, and queues for the limiter.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { idle } from "../../src/session/state.ts";
import { step } from "../../src/session/table.ts";
import { env, options } from "./support/session-options.ts";
import { memory, queued } from "./support/states.ts";

const NETWORK: Failure = { phase: "dial", kind: "network" };

const stop = { type: "stop", goodbye: {} } as const;

const redial = { type: "redial" } as const;

describe("a start", () => {
  test("queues for the limiter: a first dial is paced, never held", () => {
    expect(step(idle, { type: "start" }, env())).toEqual([
      { in: "queued", memory: { ...idle.memory, places: 1 }, automatic: false },
      { do: "enqueue", place: 1, automatic: false },
    ]);
  });

  test("does not happen after a stop: the session is over without an event", () => {
    expect(step(idle, stop, env())).toEqual([
      { in: "stopped", memory: idle.memory },
      { do: "settle", failure: undefined },
    ]);
  });
});

describe("a session that queues", () => {
  test("dials when it is admitted, with the next number, and both deadlines begin there", () => {
    const state = queued({ memory: memory({ dials: 4, attempt: 2, lastFailure: NETWORK }) });
    const keepaliveTimeout = 7_000;
    const input = { type: "admitted", place: 1 } as const;
    expect(step(state, input, env({ options: options({ keepaliveTimeout }) }))).toEqual([
      {
        in: "dialing",
        memory: memory({ dials: 5, attempt: 2, lastFailure: NETWORK, dialedAt: 1_000 }),
        phase: "resolve",
        until: 11_000,
        signalled: false,
      },
      { do: "dial", dial: 5, attempt: 3 },
      { do: "arm", alarm: "dial", ms: 10_000 },
      { do: "arm", alarm: "keepalive", ms: 7_000 },
    ]);
  });

  test("gives a dial no keepalive that nobody asked for: it could cut a longer `dialTimeout` short", () => {
    const changes = { dialTimeout: 60_000, keepaliveTimeout: undefined };
    const [, ...effects] = step(
      queued(),
      { type: "admitted", place: 1 },
      env({ options: options(changes) }),
    );
    expect(effects).toEqual([
      { do: "dial", dial: 2, attempt: 1 },
      { do: "arm", alarm: "dial", ms: 60_000 },
    ]);
  });

  test("arms nothing for a timeout that is off", () => {
    const off = options({ dialTimeout: 0, keepaliveTimeout: 0 });
    const [, ...effects] = step(queued(), { type: "admitted", place: 1 }, env({ options: off }));
    expect(effects).toEqual([{ do: "dial", dial: 2, attempt: 1 }]);
  });

  test("queues anew at a redial where it could be held", () => {
    expect(step(queued({ automatic: true }), redial, env())).toEqual([
      queued({ memory: memory({ places: 2 }), automatic: false }),
      { do: "leaveQueue" },
      { do: "enqueue", place: 2, automatic: false },
    ]);
  });

  test("keeps its place at a redial where it cannot be held", () => {
    expect(step(queued(), redial, env())).toEqual([queued()]);
  });
});
