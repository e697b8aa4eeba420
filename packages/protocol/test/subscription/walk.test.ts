// A subscription under random walks against a model of a hub: no message is missed in silence, none comes twice, and mutants are caught.

import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type { Publication } from "../../src/messages.ts";
import type { Effect } from "../../src/subscription/effect.ts";
import type { Input, Of } from "../../src/subscription/input.ts";
import type { State } from "../../src/subscription/state.ts";
import { on, step } from "../../src/subscription/table.ts";
import { type Subject, Violation, World } from "./support/world.ts";

const SEEDS = Number(process.env["SKEP_WALK_SEEDS"] ?? 2_000);
const STEPS = 200;

function walk(seed: number, subject: Subject, reached = new Set<string>()): void {
  new World(new SeededRandom(seed), subject, reached).run(STEPS);
}

describe("a random walk over a subscription", () => {
  test("keeps every invariant, and reaches every cell", { timeout: 0 }, () => {
    const reached = new Set<string>();
    for (let seed = 1; seed <= SEEDS; seed++) {
      try {
        walk(seed, step, reached);
      } catch (error) {
        throw new Error(`The walk with seed ${seed} failed.`, { cause: error });
      }
    }
    const cells = Object.entries(on).flatMap(([name, row]) =>
      Object.keys(row).map((input) => `${name} ${input}`),
    );
    expect(cells.filter((cell) => !reached.has(cell))).toEqual([]);
  });
});

/** Changes one thing about the machine. */
type Mutant = (state: State, input: Input) => ReturnType<Subject>;

const without = (types: readonly string[], state: State, input: Input): ReturnType<Subject> => {
  const { effects, ...rest } = step(state, input);
  return { ...rest, effects: effects.filter(({ type }) => !types.includes(type)) };
};

const deliver = (state: State, publication: Publication): ReturnType<Subject> => ({
  state,
  effects: [{ type: "deliver", publication }],
});

const isOf = (state: State, name: State["name"], input: Input, type: Input["type"]): boolean =>
  state.name === name && input.type === type;

/** Deliberate bugs. Each is one that a client of some hub once had. */
const MUTANTS: Record<string, Mutant> = {
  "what came before is delivered again": (state, input) =>
    input.type === "published" && state.name === "live" && isOld(state, input.publication)
      ? deliver(state, input.publication)
      : step(state, input),
  "a hole is not noticed": (state, input) =>
    input.type === "published"
      ? step(state, { ...input, publication: { ...input.publication, previous: 0 } })
      : step(state, input),
  "a hole that nobody can mend is asked for without end": (state, input) =>
    step({ ...state, askedAt: undefined }, input),
  "a hole that nobody can mend is passed in silence": (state, input) =>
    input.type === "published" ? without(["gap"], state, input) : step(state, input),
  "what is missing is not told": (state, input) =>
    input.type === "acked" ? without(["gap"], state, input) : step(state, input),
  "a failed recovery keeps its old position": (state, input) => {
    const { position } = state;
    return input.type === "acked" && input.recovered === false
      ? step(state, { ...input, position })
      : step(state, input);
  },
  "a late answer is heard": (state, input) =>
    "serial" in input ? step(state, { ...input, serial: state.serial }) : step(state, input),
  "what comes before the answer is delivered": (state, input) =>
    isOf(state, "subscribing", input, "published")
      ? deliver(state, (input as Of<"published">).publication)
      : step(state, input),
  "a full reader is fed": (state, input) =>
    input.type === "full" ? { state, effects: [] } : step(state, input),
  "what came while the reader was full is forgotten": (state, input) =>
    isOf(state, "behind", input, "published") ? { state, effects: [] } : step(state, input),
  "the position moves on with what was not delivered": (state, input) => {
    const next = step(state, input);
    if (input.type !== "published" || state.name !== "behind") return next;
    const { offset = 0, timestamp: time } = input.publication;
    const { position } = state;
    return position
      ? { ...next, state: { ...next.state, position: { ...position, offset, time } } }
      : next;
  },
  "a refusal is for good": (state, input) =>
    input.type === "due" ? { state, effects: [] } : step(state, input),
  "a subscription that the hub ended is not asked for again": (state, input) =>
    input.type === "dropped" ? { state, effects: [] } : step(state, input),
  "the alarm is not set": (state, input) => without(["arm"], state, input),
  "a link that is gone is not noticed": (state, input) =>
    input.type === "down" ? { state, effects: [] } : step(state, input),
  "a hub of v0 misses in silence": (state, input) =>
    input.type === "up" && input.version === 0
      ? without(["gap"], state, input)
      : step(state, input),
  "the time of a position is left out": (state, input) => {
    const { effects, ...rest } = step(state, input);
    return {
      ...rest,
      effects: effects.map((effect) => ("since" in effect ? timeless(effect) : effect)),
    };
  },
  "a fork that goes back is taken for a repetition": (state, input) =>
    input.type === "torn"
      ? step(state, { ...input, gap: { ...input.gap, reason: "slow" } })
      : step(state, input),
  "a gap of the hub is swallowed": (state, input) =>
    without(input.type === "torn" ? ["gap"] : [], state, input),
  "an end is not one": (state, input) =>
    step(state.name === "ended" ? { ...state, name: "waiting" } : state, input),
  "recovered is told where nothing was": (state, input) =>
    input.type === "acked"
      ? without(["gap"], state, { ...input, recovered: true, reason: "trimmed" })
      : step(state, input),
};

const isOld = ({ position }: State, { offset }: Publication): boolean =>
  position !== undefined && offset !== undefined && offset <= position.offset;

const timeless = (effect: Extract<Effect, { type: "subscribe" }>): Effect => {
  const { since } = effect;
  return { ...effect, since: since && { epoch: since.epoch, offset: since.offset } };
};

describe("a deliberate bug is found by the walk", () => {
  test.each(Object.entries(MUTANTS))("%s", (_name, mutant) => {
    expect(firstViolation(mutant)).toBeInstanceOf(Violation);
  });
});

function firstViolation(mutant: Subject): unknown {
  for (let seed = 1; seed <= 2_000; seed++) {
    try {
      walk(seed, mutant);
    } catch (error) {
      return error;
    }
  }
  return undefined;
}
