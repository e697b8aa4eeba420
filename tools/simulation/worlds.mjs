// What can be simulated: where its schedules stand, which sources they try, and the deliberate bugs in these.
import { hubMutants } from "./hub-mutants.mjs";
import { mutants } from "./mutants.mjs";

export const worlds = {
  /** Pools and connections. */
  pool: {
    entry: "packages/testing/src/simulation/index.ts",
    sources: "packages/core/src",
    platform: "neutral",
    steps: 200,
    mutants,
    /** The name of its table in docs/simulation.md. */
    table: "mutants",
  },
  /** Several hubs over one broker. */
  hub: {
    entry: "packages/hub/test/core/support/nodes/simulate.ts",
    sources: "packages/hub/src",
    platform: "node",
    steps: 500,
    mutants: hubMutants,
    table: "hub mutants",
  },
};

/** Throws for a name that there is not. */
export function worldOf(name) {
  const world = worlds[name];
  if (world === undefined) throw new Error(`There is no world "${name}".`);
  return world;
}
