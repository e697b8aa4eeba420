// The queue of a connection under random walks, beside a model of plain lists. A seed that fails is printed.

import { expect, test } from "vitest";
import { SeededRandom } from "../../src/testing/index.ts";
import { QueueWalk } from "./support/queue-walk.ts";

const SEEDS = Number(process.env["SKEP_WALK_SEEDS"] ?? 500);
const STEPS = 80;

test("a random walk keeps every law of a connection's queue", { timeout: 600_000 }, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      await new QueueWalk(new SeededRandom(seed)).run(STEPS);
    } catch (error) {
      throw new Error(`The walk with seed ${seed} failed.`, { cause: error });
    }
  }
  expect.assertions(0);
});
