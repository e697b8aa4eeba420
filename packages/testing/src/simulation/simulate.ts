// The door of the simulation: one seed in, figures out; or the invariant that did not hold.

import { DefaultWorker, type StepObserver, type Worker } from "@skep/core/worker";
import { checkIndependence } from "./independence.ts";
import { Simulation } from "./simulation.ts";
import { SimulationError } from "./violation.ts";

/** The lives of a peer with and without another are compared at one seed of so many. */
const COMPARED_EVERY = 10;

/** What one schedule is made of. */
export interface SimulationOptions {
  /** Any safe integer. It decides everything. */
  readonly seed: number;
  /** Default 200. */
  readonly steps?: number;
  /** Makes each peer's worker: a `DefaultWorker`, or one of yours around it, with this observer. */
  readonly worker?: (observe: StepObserver) => Worker;
}

/** What one schedule came to. */
export interface SimulationReport {
  readonly seed: number;
  readonly steps: number;
  /** Over all that happened, in order: the same on every runtime for the same seed, steps and version. */
  readonly hash: string;
  /** How often each kind of thing happened: actions, faults, events, cells of the session table. */
  readonly reached: Readonly<Record<string, number>>;
  /** Milliseconds of simulated time. */
  readonly time: number;
}

/**
 * Runs a whole pool, its peers, servers, readers and users through one random schedule, in simulated time.
 *
 * After every step all `INVARIANTS` are checked; the first that does not hold rejects with a
 * `SimulationError`, which names seed and step and tells what happened last. Takes some milliseconds of
 * real time for minutes of simulated time.
 */
export async function simulate({
  seed,
  steps = 200,
  worker = (observe) => new DefaultWorker(observe),
}: SimulationOptions): Promise<SimulationReport> {
  const simulation = new Simulation(seed, worker);
  const { world } = simulation;
  const begin = world.now;
  try {
    await simulation.run(steps);
    if (seed % COMPARED_EVERY === 0) await checkIndependence(seed);
  } catch (error) {
    throw new SimulationError({ seed, step: simulation.step, trace: world.trace.lines }, error);
  }
  const { trace, reached, now } = world;
  return { seed, steps, hash: trace.hash, reached: reached.counts, time: now - begin };
}
