// `retry.initialRetries`: how long a session that has never been connected goes on dialling, and which failures count.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import type { InitialDials } from "../../src/session/initial-dials.ts";
import type { Input } from "../../src/session/input.ts";
import { idle, type State } from "../../src/session/state.ts";
import { step } from "../../src/session/table.ts";
import { DEFAULTS, env, options } from "./support/session-options.ts";
import {
  connected,
  dialing,
  ending,
  memory,
  opening,
  queued,
  stopped,
  waiting,
} from "./support/states.ts";

const NETWORK: Failure = { phase: "dial", kind: "network" };
const failed: Input = { type: "closed", dial: 1, failure: NETWORK };
const redial: Input = { type: "redial" };

const signal = (name: "online" | "offline" | "hidden" | "visible" | "woken" | "frozen"): Input => ({
  type: "signal",
  signal: name,
});

const allowing = (initialRetries: number, changes = {}) =>
  env({ options: options({ retry: { ...DEFAULTS.retry, initialRetries, ...changes } }) });

const having = (initial: InitialDials) => ({ memory: memory({ initialDials: initial }) });

const countAfter = (state: State, input: Input, world = allowing(5)): InitialDials =>
  step(state, input, world)[0].memory.initialDials;

describe("a session that was never connected", () => {
  test("is given up at the failure after the last retry, and says how many there were", () => {
    expect(step(dialing(having(5)), failed, allowing(5))).toEqual([
      stopped({ memory: memory({ attempt: 1, initialDials: 6, lastFailure: NETWORK }) }),
      {
        do: "emit",
        event: { type: "dialfailed", dial: 1, failure: NETWORK, attempt: 1, retryIn: undefined },
      },
      { do: "settle", failure: NETWORK, failedDials: 6 },
    ]);
  });

  test("dials again as long as retries are left", () => {
    expect(step(dialing(having(4)), failed, allowing(5))[0].in).toBe("waiting");
    expect(step(dialing(having(1_000)), failed, allowing(Infinity))[0].in).toBe("waiting");
  });

  test("has one dial where none is retried", () => {
    const [, , settled] = step(dialing(having(0)), failed, allowing(0));
    expect(settled).toEqual({ do: "settle", failure: NETWORK, failedDials: 1 });
  });

  test.each<[string, State, Input]>([
    ["whose provider fails", dialing(having(0)), { type: "unresolved", dial: 1, failure: NETWORK }],
    ["that takes too long", dialing(having(0)), { type: "due", alarm: "dial" }],
    ["that is replaced", dialing(having(0)), { type: "due", alarm: "keepalive" }],
    ["whose gate refuses", opening(having(0)), { type: "refused", dial: 1, failure: NETWORK }],
    ["whose link ends in its gate", opening(having(0)), failed],
  ])("counts a dial %s", (_, state, input) => {
    expect(countAfter(state, input)).toBe(1);
  });

  test("does not count a dial that a freezing page gives up", () => {
    expect(countAfter(dialing(having(3)), signal("frozen"))).toBe(3);
  });

  test.each(["hidden", "visible", "woken"] as const)("goes on counting when %s", (name) => {
    expect(countAfter(waiting(having(3)), signal(name))).toBe(3);
  });
});

describe("who gave it up", () => {
  test("is a verdict, where there is one", () => {
    const failure: Failure = { phase: "handshake", kind: "status", status: 400 };
    const [, , settled] = step(dialing(having(5)), { ...failed, failure }, allowing(5));
    expect(settled).toEqual({ do: "settle", failure });
  });

  test("is `maxRetries`, where both are used up", () => {
    const [, , settled] = step(dialing(having(5)), failed, allowing(5, { maxRetries: 0 }));
    expect(settled).toEqual({ do: "settle", failure: NETWORK });
  });

  test("is the same rule where the application says `retry`", () => {
    const world = { ...allowing(0), classify: () => "retry" as const };
    expect(step(dialing(having(0)), failed, world)[0].in).toBe("stopped");
  });
});

describe("a session that was connected once", () => {
  test.each<[string, State, Input]>([
    ["without a gate", dialing(having(5)), { type: "opened", dial: 1, protocol: "" }],
    ["after its gate", opening(having(5)), { type: "passed", dial: 1 }],
  ])("%s counts no more", (_, state, input) => {
    const [next] = step(state, input, allowing(0));
    expect(next).toMatchObject({ in: "connected", memory: { initialDials: "over" } });
    expect(step(next, failed, allowing(0))[0]).toMatchObject({
      in: "waiting",
      memory: { initialDials: "over" },
    });
    expect(step(dialing(having("over")), failed, allowing(0))[0].in).toBe("waiting");
  });

  test.each<[string, Input]>([
    ["online", signal("online")],
    ["offline", signal("offline")],
    ["a redial", redial],
  ])("stays so through %s", (_, input) => {
    for (const state of [waiting(having("over")), connected(having("over"))])
      expect(countAfter(state, input)).toBe("over");
  });
});

describe("the network", () => {
  const states: readonly State[] = [
    { ...idle, ...having(3) },
    queued(having(3)),
    queued({ ...having(3), automatic: true }),
    dialing(having(3)),
    opening(having(3)),
    waiting(having(3)),
    waiting({ ...having(3), blockedBy: "inbox" }),
  ];

  test.each(states.map((state) => [state.in, state] as const))(
    "that is away or back is remembered while %s",
    (_, state) => {
      expect(countAfter(state, signal("offline"))).toBe("offline");
      expect(countAfter(state, signal("online"))).toBe(0);
    },
  );

  test("that is away makes failures say nothing of the server", () => {
    const [next] = step(dialing(having("offline")), failed, allowing(0));
    expect(next).toMatchObject({ in: "waiting", memory: { initialDials: "offline", attempt: 1 } });
  });

  test("that is away stays away when the user asks for a dial", () => {
    expect(countAfter(waiting(having("offline")), redial)).toBe("offline");
  });

  test("that is away does not keep a session from its first link", () => {
    const opened: Input = { type: "opened", dial: 1, protocol: "" };
    expect(countAfter(dialing(having("offline")), opened)).toBe("over");
  });
});

describe("a redial by the user", () => {
  test.each([
    queued(having(3)),
    queued({ ...having(3), automatic: true }),
    dialing(having(3)),
    opening(having(3)),
    waiting(having(3)),
  ])("begins the count anew while $in", (state) => {
    expect(countAfter(state, redial)).toBe(0);
  });

  test("while a link is ending asks for nothing new", () => {
    expect(countAfter(ending(having("over")), redial)).toBe("over");
  });
});
