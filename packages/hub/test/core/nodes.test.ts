// Seeded schedules of faults over several hubs of one broker, among which clients move.

import { SeededRandom } from "@skep/core/testing";
import { GAP_REASONS } from "@skep/protocol";
import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/core/effect.ts";
import { HubCore } from "../../src/core/hub-core.ts";
import type { Input } from "../../src/core/input.ts";
import { NodesWorld } from "./support/nodes/nodes-world.ts";
import { FAULTS, LOSSES } from "./support/nodes/plan.ts";
import { Reached, STEPS } from "./support/nodes/simulate.ts";
import type { MakeCore } from "./support/schedule-world.ts";
import { Violation } from "./support/violation.ts";

const SEEDS = Number(process.env["SKEP_HUB_SEEDS"] ?? 1_000);

function play(seed: number, make?: MakeCore): NodesWorld {
  const world = new NodesWorld(new SeededRandom(seed), make);
  world.run(STEPS);
  return world;
}

describe("a thousand schedules of several hubs", () => {
  test("lose nothing in silence, double nothing, and end at the top of each channel", () => {
    const reached = new Reached();
    for (let seed = 1; seed <= SEEDS; seed++)
      try {
        reached.join({ counts: play(seed).reached });
      } catch (error) {
        throw new Error(`The schedule with seed ${seed} failed.`, { cause: error });
      }
    // Nobody speaks v0 here.
    const gaps = GAP_REASONS.filter((reason) => reason !== "unknown").map(
      (reason) => `gap ${reason}`,
    );
    const wanted = [
      ...FAULTS,
      ...LOSSES,
      ...gaps,
      "recovered true",
      "recovered false",
      "slow",
      "retry",
    ];
    expect(wanted.filter((name) => reached.counts[name] === undefined)).toEqual([]);
  });

  test("and so they do where hubs keep less than clients miss, and engines go on while they are asked for the rest", () => {
    for (let seed = 1; seed <= SEEDS / 2; seed++)
      try {
        play(seed, (options) => new HubCore({ ...options, ring: 2 }));
      } catch (error) {
        throw new Error(`The schedule with seed ${seed} failed.`, { cause: error });
      }
  });

  // Each finds a bug that there was: a gap was told where the ring had come so far while the engine was asked (438, 25632), or to a slow client
  // that had everything up to a fork (106959); answers (38374) or early messages (43091) were mixed with a ring of another history; a client was told that it had missed nothing by a ring
  // that knew only the offset of its begin (700059394).
  test.each([438, 25_632, 38_374, 43_091, 106_959, 700_059_394])(
    "that find what failed once do not fail again: %i",
    (seed) => {
      expect(() => play(seed)).not.toThrow();
    },
  );
});

/** A deliberate bug: inputs that are other ones or none, effects that are. */
interface Bug {
  readonly input?: (input: Input) => Input | undefined;
  readonly effect?: (effect: Effect) => Effect | undefined;
}

const withBug =
  ({ input: changeInput = (same) => same, effect: change = (same) => same }: Bug): MakeCore =>
  (options) => {
    const core = new HubCore(options);
    return {
      begin: () => core.begin(),
      step(input) {
        const changed = changeInput(input);
        const effects = changed === undefined ? [] : core.step(changed);
        return effects.flatMap((effect) => change(effect) ?? []);
      },
    };
  };

const writing = (change: (text: string) => string | undefined): Bug => ({
  effect(effect) {
    if (effect.type !== "write") return effect;
    const text = change(effect.piece.text);
    return text === undefined ? undefined : { ...effect, piece: { ...effect.piece, text } };
  },
});

const isGap = (text: string): boolean => text.startsWith('{"type":"gap"');

let keys = 0;

/** Each with the invariant that has to find it. */
const BUGS: Record<string, Bug & { readonly breaks: string }> = {
  "gaps are not told": {
    ...writing((text) => (isGap(text) ? undefined : text)),
    breaks: "nothing is missed in silence",
  },
  "everything is recovered": {
    ...writing((text) => text.replace(/"recovered":false,"reason":"\w+"/, '"recovered":true')),
    breaks: "nothing is falsely recovered",
  },
  "a fork is told as another life": {
    ...writing((text) => (isGap(text) ? text.replace('"fork"', '"epoch"') : text)),
    breaks: "nothing is missed in silence",
  },
  "a gap ends one too late": {
    ...writing((text) =>
      isGap(text) ? text.replace(/"o":(\d+)/, (_, o) => `"o":${Number(o) + 1}`) : text,
    ),
    breaks: "everything arrives without another message",
  },
  "tops are not looked at": {
    input: (input) => (input.type === "top" ? undefined : input),
    breaks: "everything arrives without another message",
  },
  "what follows a fork is taken for what follows": {
    input: (input) =>
      input.type === "read" && input.answer?.gap === "fork"
        ? { ...input, answer: { top: input.answer.top, entries: [] } }
        : input,
    breaks: "nothing is missed in silence",
  },
  "an outage is not noticed": {
    input: (input) => (input.type === "engine" ? undefined : input),
    breaks: "a hub whose engine is away says so",
  },
  "what could not be read is not tried again": {
    input: (input) => (input.type === "retry" ? undefined : input),
    breaks: "a hub whose engine is back is up",
  },
  "each publish has a key of its own": {
    effect(effect) {
      if (effect.type !== "publish" || effect.request.key === undefined) return effect;
      const key = { ...effect.request.key, text: `${++keys}` };
      return { ...effect, request: { ...effect.request, key } };
    },
    breaks: "a publish that is repeated is one",
  },
  "a publish is acknowledged though nobody knows": {
    input: (input) =>
      input.type === "published"
        ? {
            ...input,
            published: input.published ?? {
              outcome: "published",
              position: { epoch: "e", offset: 1, time: 999_999_999 },
            },
          }
        : input,
    breaks: "what is acknowledged was kept",
  },
  "a publish is never answered": {
    input: (input) => (input.type === "published" ? undefined : input),
    breaks: "each publish is acknowledged",
  },
  "a call is not settled": {
    effect: (effect) => (effect.type === "settled" ? undefined : effect),
    breaks: "each call of the application is settled",
  },
};

describe("a deliberate bug is found by the schedules of several hubs", () => {
  test.each(Object.entries(BUGS))("%s", (_name, { breaks, ...bug }) => {
    const found = new Set<string>();
    for (let seed = 1; seed <= 600 && !found.has(breaks); seed++)
      try {
        play(seed, withBug(bug));
      } catch (error) {
        expect(error).toBeInstanceOf(Violation);
        found.add((error as Violation).invariant);
      }
    expect([...found].join(", ")).toContain(breaks);
  });
});
