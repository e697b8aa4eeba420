// The schedules of several hubs, as the commands of tools/simulation run them.

import { SeededRandom } from "@skep/core/testing";
import { NodesWorld } from "./nodes-world.ts";

/** What was reached, and how often. */
export class Reached {
  readonly counts: Record<string, number> = {};

  join({ counts }: { readonly counts: Readonly<Record<string, number>> }): void {
    for (const [name, count] of Object.entries(counts))
      this.counts[name] = (this.counts[name] ?? 0) + count;
  }
}

/** The steps of a schedule in the tests. */
export const STEPS = 500;

/** One schedule; throws a `Violation`. It has no time. */
export async function simulate({
  seed,
  steps = STEPS,
}: {
  readonly seed: number;
  readonly steps?: number;
}): Promise<{ readonly reached: Pick<Reached, "counts">; readonly time: number }> {
  const world = new NodesWorld(new SeededRandom(seed));
  world.run(steps);
  return { reached: { counts: world.reached }, time: 0 };
}
