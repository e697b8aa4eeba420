// The session machine under random walks: the invariants hold, every cell is reached, and mutants are caught.

import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/session/effect.ts";
import type { InitialDials } from "../../src/session/initial-dials.ts";
import type { State, StateName } from "../../src/session/state.ts";
import type { Step } from "../../src/session/step.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";
import { sessionCells } from "../../src/testing/session-cells.ts";
import { type Machine, realMachine, Violation, Walk } from "./support/walk.ts";

const SEEDS = Number(process.env["SKEP_WALK_SEEDS"] ?? 1_500);
const STEPS = 500;

function walk(seed: number, subject: Machine, reached = new Map<string, number>()): void {
  const random = new SeededRandom(seed);
  // A session that ends before the steps are used up is followed by another.
  for (let left = STEPS; left > 0;) left -= 1 + new Walk(random, subject, reached).run(left);
}

describe("a random walk over the session machine", () => {
  // No timeout: it may be asked to walk for an hour, or on a machine that has other work.
  test("keeps every invariant, and reaches every cell", { timeout: 0 }, () => {
    const reached = new Map<string, number>();
    for (let seed = 1; seed <= SEEDS; seed++) {
      try {
        walk(seed, realMachine, reached);
      } catch (error) {
        throw new Error(`The walk with seed ${seed} failed.`, { cause: error });
      }
    }
    const missing = cells().filter((cell) => !reached.has(cell));
    expect(missing, "cells that no walk reached").toEqual([]);
    if (process.env["SKEP_WALK_COUNTS"]) console.table(Object.fromEntries(reached));
  });

  test("is the same walk for the same seed", () => {
    const [first, second] = [new Map<string, number>(), new Map<string, number>()];
    walk(7, realMachine, first);
    walk(7, realMachine, second);
    expect([...second]).toEqual([...first]);
  });
});

/** All cells that the adversary can reach. What comes before the start is a story, not a walk. */
function cells(): string[] {
  return sessionCells().filter((cell) => cell !== "idle stop" && cell !== "idle signal");
}

/** Deliberate bugs. Each has once been somebody's. */
const MUTANTS: Record<string, Partial<Machine>> = {
  "a former socket is heard": {
    isStale: (state, input) => !("dial" in input) && realMachine.isStale(state, input),
  },
  "a former ticket is heard": {
    isStale: (state, input) => input.type !== "admitted" && realMachine.isStale(state, input),
  },
  "alarms outlive their states": {
    listed: () => ["dial", "keepalive", "stable", "redial"],
  },
  "the backoff is reset on a bare open": {
    step: mutate((before, [after, ...effects]) =>
      before.in === "dialing" && after.in === "connected"
        ? [{ ...after, memory: { ...after.memory, attempt: 0 } }, ...effects]
        : [after, ...effects],
    ),
  },
  "a dead link is left, not abandoned": { step: without("abandon", "connected") },
  "a hung dial is left, not abandoned": { step: without("abandon", "dialing") },
  "a stop while queued keeps its place": { step: without("leaveQueue", "queued") },
  "a stop is not heard while waiting": {
    step: (state, input, env) =>
      state.in === "waiting" && input.type === "stop"
        ? [state]
        : realMachine.step(state, input, env),
  },
  "a redial is not heard while waiting": {
    step: (state, input, env) =>
      state.in === "waiting" && input.type === "redial"
        ? [state]
        : realMachine.step(state, input, env),
  },
  "a dial has no deadline": { step: withoutAlarm("dial") },
  "a goodbye has no deadline": { step: withoutAlarm("close") },
  "a wait has no end": { step: withoutAlarm("redial") },
  "silence is not judged again after a heartbeat": { step: withoutAlarm("keepalive") },
  "a quiet peer is asked only after a signal": {
    step: (state, input, env) =>
      input.type === "due"
        ? withoutQuestions(realMachine.step(state, input, env))
        : realMachine.step(state, input, env),
  },
  "a lost link is not told": {
    step: mutate((before, [after, ...effects]) => [
      after,
      ...effects.filter((effect) => before.in !== "connected" || effect.do !== "emit"),
    ]),
  },
  "a link whose peer says goodbye stays connected": {
    step: (state, input, env) =>
      input.type === "ending" ? [state] : realMachine.step(state, input, env),
  },
  "a gate passes although its peer says goodbye": {
    step: (state, input, env) =>
      state.in === "opening" && input.type === "passed"
        ? realMachine.step({ ...state, end: undefined }, input, env)
        : realMachine.step(state, input, env),
  },
  "a redial waits for nothing": {
    step: (state, input, env) =>
      input.type === "redial"
        ? realMachine.step(at(state, -Infinity), input, env)
        : realMachine.step(state, input, env),
  },
  "a signal cuts a wait to nothing": {
    step: (state, input, env) =>
      input.type === "signal"
        ? realMachine.step(at(state, -Infinity), input, env)
        : realMachine.step(state, input, env),
  },
  "a link is told before it can be used": {
    step: mutate((before, [after, ...effects]) =>
      after.in === "opening" && before.in === "dialing"
        ? [after, ...effects, connectedTooEarly(after)]
        : [after, ...effects],
    ),
  },
  "what the gate held is never let out": { step: without("releaseHeld", "opening") },
  "what a refusing gate held stays": { step: without("discardHeld", "opening") },
  "room in the inbox thaws a page": {
    step: (state, input, env) =>
      realMachine.step(
        state.in === "waiting" && state.blockedBy === "both"
          ? { ...state, blockedBy: "inbox" }
          : state,
        input,
        env,
      ),
  },
  "a dial that a signal met hangs on": {
    step: mutate((before, [after, ...effects]) => [
      after,
      ...effects.filter(
        (effect) => before.in !== "dialing" || effect.do !== "arm" || effect.ms !== 3_000,
      ),
    ]),
  },
  "a peer that is never reached is dialled for ever": {
    step: (state, input, env) => realMachine.step(withInitial(state, "over"), input, env),
  },
  "failures count while there is no network": {
    step: (state, input, env) =>
      realMachine.step(
        state.memory.initialDials === "offline" ? withInitial(state, 3) : state,
        input,
        env,
      ),
  },
  "failures count after a link": {
    step: (state, input, env) =>
      realMachine.step(
        state.memory.initialDials === "over" ? withInitial(state, 3) : state,
        input,
        env,
      ),
  },
  "the end is told twice": {
    step: mutate((_, [after, ...effects]) => [
      after,
      ...effects.flatMap((effect): Effect[] =>
        effect.do === "settle" ? [effect, effect] : [effect],
      ),
    ]),
  },
};

describe("the walk catches a mutant:", () => {
  test.each(Object.entries(MUTANTS))("%s", (_, mutation) => {
    const subject = { ...realMachine, ...mutation };
    const killed = (): void => {
      for (let seed = 1; seed <= 300; seed++) walk(seed, subject);
    };
    expect(killed).toThrow(Violation);
  });
});

function withInitial<S extends State>(state: S, initial: InitialDials): S {
  return { ...state, memory: { ...state.memory, initialDials: initial } };
}

/** As if the last dial had begun then. */
function at<S extends State>(state: S, dialedAt: number): S {
  return { ...state, memory: { ...state.memory, dialedAt } };
}

function mutate(change: (before: State, step: Step) => Step): Machine["step"] {
  return (state, input, env) => change(state, realMachine.step(state, input, env));
}

function without(what: Effect["do"], from: StateName): Machine["step"] {
  return mutate((before, [after, ...effects]) => [
    after,
    ...effects.filter((effect) => before.in !== from || effect.do !== what),
  ]);
}

function withoutQuestions([after, ...effects]: Step): Step {
  return [after, ...effects.filter((effect) => effect.do !== "ping" && effect.do !== "probe")];
}

function withoutAlarm(alarm: string): Machine["step"] {
  return mutate((_, [after, ...effects]) => [
    after,
    ...effects.filter((effect) => effect.do !== "arm" || effect.alarm !== alarm),
  ]);
}

function connectedTooEarly({ memory }: State): Effect {
  return { do: "emit", event: { type: "connected", dial: memory.dials, protocol: "" } };
}
