// What `@skep/testing/simulation` exports: a whole pool in a world of chance, repeatable by its seed.

export { ACTIONS, FAULTS } from "./plan.ts";
export { type Invariant, type InvariantName, INVARIANTS } from "./invariants.ts";
export { Reached } from "./reached.ts";
export { simulate, type SimulationOptions, type SimulationReport } from "./simulate.ts";
export { InvariantViolation, SimulationError } from "./violation.ts";
