// The compliance suite of the Worker interface: what every worker promises, proved against a peer that a test plays.

import type { PeerOptions, PoolOptions } from "@skep/core";
import type { WorkerFactory } from "@skep/core/worker";
import type { ManualClock } from "@skep/core/testing";
import { eventCases } from "./worker-suite/event-cases.ts";
import { lifeCases } from "./worker-suite/life-cases.ts";
import { messageCases } from "./worker-suite/message-cases.ts";
import { redialCases } from "./worker-suite/redial-cases.ts";
import { sendingCases } from "./worker-suite/sending-cases.ts";
import { Scene, type WorkerCase } from "./worker-suite/scene.ts";
import { registerCases } from "./suite-cases.ts";

/** What a worker's own test supplies. */
export interface WorkerSuiteOptions {
  /** Stands before the name of each test. */
  readonly name: string;
  /** The runner's: `test` of vitest, node:test or bun, `Deno.test`. */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /** Makes the worker, as a pool's `workerFactory`; each test asks for a new one. */
  readonly worker: WorkerFactory;
  /** Starts the other end; each test has its own and stops it. */
  readonly peer: () => WorkerSuitePeer | Promise<WorkerSuitePeer>;
  /** What can be proved of it: what is declared must hold. */
  readonly capabilities: WorkerSuiteCapabilities;
  /**
   * What this worker is known to do otherwise: names of cases, each with what happens instead. They are run all
   * the same, and fail when the worker has learned it.
   */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Milliseconds in which something has to come. Default 4,000, or 120,000 on a manual clock, where they cost nothing. */
  readonly timeout?: number;
}

/** What can be proved of this worker with this peer. What is declared must hold. */
export interface WorkerSuiteCapabilities {
  /** It dials, and comes back after a dial that failed: `answer` is there. */
  readonly dials: boolean;
  /** Its link can be lost, and it comes back: `lose` is there. */
  readonly loses: boolean;
  /** The peer can send it messages: `deliver` is there. */
  readonly delivers: boolean;
  /** What it sends reaches the peer: `received` is there. */
  readonly receives: boolean;
  /** It can stop reading when the inbox says `pause`. */
  readonly pauses: boolean;
  /** It dials through `plugin.dialer`, which asks the functions that may stand for URL, protocols and headers. */
  readonly providers: boolean;
  /** It has `trySend`. */
  readonly trySend: boolean;
  /** It has `redial`. */
  readonly redial: boolean;
}

/** The other end of the worker, in the hand of the suite. It accepts until it is told otherwise. */
export interface WorkerSuitePeer {
  /** What the worker is to connect to, as `pool.connect` takes it; the suite gives it its worker. */
  readonly target: PeerOptions;
  /** Options of the pool. Default: a transport on which no dial is answered. */
  readonly pool?: Partial<PoolOptions>;
  /** Moved by the suite where there is one; else it waits in real time. */
  readonly clock?: ManualClock;
  /** What becomes of dials from now on: they succeed, fail at once, or are not answered. */
  answer?(how: "accept" | "refuse" | "hang"): void;
  /** Ends the live link. */
  lose?(): void | Promise<void>;
  /** Sends over the live link. */
  deliver?(data: string | Uint8Array): void | Promise<void>;
  /** All that came from the worker so far, over whatever link. */
  received?(): readonly (string | Uint8Array)[];
  stop?(): void | Promise<void>;
}

/**
 * Registers the suite's tests with a runner. Of what the capabilities deny, no test is registered. Throws for an
 * exception to a case that there is not.
 *
 * In every case: what is told is in turn and of dials whose numbers grow, nothing is told or written after `start`
 * has settled, no timer is left on the plugin's clock, and `state` and `stats` tell one state, which fits.
 */
export function testWorker(options: WorkerSuiteOptions): void {
  registerCases(CASES, {
    ...options,
    kind: "worker",
    play: (run: WorkerCase["run"]) => Scene.play(options, run),
  });
}

const CASES: readonly WorkerCase[] = [
  ...lifeCases,
  ...eventCases,
  ...messageCases,
  ...sendingCases,
  ...redialCases,
];
