// The door of the simulation: one seed in, figures out; or the invariant that did not hold.

import { DefaultWorker, type StepObserver, type Worker } from "@skep/core/worker";
import { SeededRandom } from "@skep/core/testing";
import { ConnectionSimulation } from "./connection-simulation.ts";
import { checkIndependence } from "./independence.ts";
import { PoolSimulation } from "./pool-simulation.ts";
import { Reached } from "./reached.ts";
import type { Simulation } from "./simulation.ts";
import { SimulationError } from "./violation.ts";
import { World } from "./world.ts";

/** The lives of a peer with and without another are compared at one seed of so many. */
const COMPARED_EVERY = 10;
/** The chance of connections must not be that of the pool, whose schedules stay what they are. */
const CONNECTIONS = 2 ** 33;

/** What one schedule is made of. */
export interface SimulationOptions {
  /** Any safe integer. It decides everything. */
  readonly seed: number;
  /** Of the pool, and as many of connections. Default 200. */
  readonly steps?: number;
  /** Makes the worker of each peer of the pool: a `DefaultWorker`, or one of yours around it, with this observer. */
  readonly worker?: (observe: StepObserver) => Worker;
}

/** What one schedule came to. */
export interface SimulationReport {
  readonly seed: number;
  readonly steps: number;
  /** Over all that happened, in order: the same on every runtime for the same seed, steps and version. */
  readonly hash: string;
  /** How often each kind of thing happened: actions, faults, events, cells of the session table; to connections, by names that begin so. */
  readonly reached: Readonly<Record<string, number>>;
  /** Milliseconds of simulated time. */
  readonly time: number;
}

/**
 * Runs a whole pool, its peers, servers, readers and users through one random schedule, in simulated time; then connections, one
 * after the other, through another.
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
  const ofPool = new World(new SeededRandom(seed));
  const { trace, reached } = ofPool;
  const chance = new SeededRandom(seed + CONNECTIONS);
  const ofConnections = new World(chance, trace, new Reached("connection "));
  const begin = ofPool.now + ofConnections.now;
  let simulation: Simulation = new PoolSimulation(ofPool, worker);
  try {
    await simulation.run(steps);
    if (seed % COMPARED_EVERY === 0) await checkIndependence(seed);
    simulation = new ConnectionSimulation(ofConnections);
    await simulation.run(steps);
  } catch (error) {
    throw new SimulationError({ seed, step: simulation.step, trace: trace.lines }, error);
  }
  reached.join(ofConnections.reached.counts);
  const time = ofPool.now + ofConnections.now - begin;
  return { seed, steps, hash: trace.hash, reached: reached.counts, time };
}
