// Seeded schedules of faults over a hub's core: cuts, slow readers, restarts of the hub, an engine that loses messages or everything.

import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { ScheduleWorld } from "./support/schedule-world.ts";

const SEEDS = Number(process.env["SKEP_HUB_SEEDS"] ?? 1_000);
const STEPS = 400;

describe("a thousand schedules of faults", () => {
  test(
    "lose nothing in silence, double nothing, and end with everything delivered",
    { timeout: 0 },
    () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        try {
          new ScheduleWorld(new SeededRandom(seed)).run(STEPS);
        } catch (error) {
          throw new Error(`The schedule with seed ${seed} failed.`, { cause: error });
        }
      }
      expect(SEEDS).toBeGreaterThan(0);
    },
  );
});
