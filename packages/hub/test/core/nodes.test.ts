// Seeded schedules of faults over several hubs of one broker.

import { SeededRandom } from "@skep/core/testing";
import { expect, test } from "vitest";
import type { MakeCore } from "./support/schedule-world.ts";
import { NodesWorld } from "./support/nodes/nodes-world.ts";

const SEEDS = Number(process.env["SKEP_HUB_SEEDS"] ?? 1_000);
const STEPS = 300;

const play = (seed: number, make?: MakeCore): void =>
  new NodesWorld(new SeededRandom(seed), make).run(STEPS);

test("a thousand schedules of several hubs lose nothing in silence, double nothing, and end at the top", () => {
  for (let seed = 1; seed <= SEEDS; seed++)
    try {
      play(seed);
    } catch (error) {
      throw new Error(`The schedule with seed ${seed} failed.`, { cause: error });
    }
  expect(SEEDS).toBeGreaterThan(0);
});
