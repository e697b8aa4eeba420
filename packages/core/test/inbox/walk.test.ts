// The inbox under random walks, beside a model of plain lists. A seed that fails is printed.

import { expect, test } from "vitest";
import { SeededRandom } from "../../src/testing/seeded-random.ts";
import { Walk } from "./support/walk.ts";

const SEEDS = Number(process.env["SKEP_WALK_SEEDS"] ?? 2_000);
const STEPS = 80;

test("a random walk keeps every law of the inbox", { timeout: 600_000 }, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      await new Walk(new SeededRandom(seed)).run(STEPS);
    } catch (error) {
      throw new Error(`The walk with seed ${seed} failed.`, { cause: error });
    }
  }
  expect.assertions(0);
});
