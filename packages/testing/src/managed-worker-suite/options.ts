// What the test of a managed worker supplies. Types only.

import type { ManagedWorkerLike } from "./managed-worker-like.ts";

export interface ManagedWorkerSuiteOptions {
  /** Stands before the name of each test. */
  readonly name: string;
  /** The runner's: `test` of vitest, node:test or bun, `Deno.test`. */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /**
   * Makes a worker that has not been started, and whose work, once started, runs until it is stopped and then ends soon. Each test asks for a
   * new one.
   */
  readonly worker: () => ManagedWorkerSubject | Promise<ManagedWorkerSubject>;
  /** What can be proved of it: what is declared must hold. */
  readonly capabilities: ManagedWorkerSuiteCapabilities;
  /**
   * What this worker is known to do otherwise: names of cases, each with what happens instead. They are run all the same, and fail when the
   * worker has learned it.
   */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Milliseconds in which something has to come. Default: 5,000. */
  readonly timeout?: number;
}

/** What can be proved of this worker in this test. */
export interface ManagedWorkerSuiteCapabilities {
  /** Its work can end by itself without an error: `finish` is there. */
  readonly finishes: boolean;
  /** Its work can fail: `fail` is there. */
  readonly fails: boolean;
  /** Its start can fail: `failing` is there. */
  readonly refuses: boolean;
  /** Its work can ignore that it is asked to end, and is then ended by force: `stubborn` is there. */
  readonly forces: boolean;
  /** It has `suspend` and `resume`. */
  readonly suspends: boolean;
  /** It has `subscribe`. */
  readonly subscribes: boolean;
  /** Its work can say what it was handed over: `handover` is there. */
  readonly handsOver: boolean;
}

/** A worker on trial, and what can be done to it. */
export interface ManagedWorkerSubject {
  readonly worker: ManagedWorkerLike;
  /** Lets the work that runs end by itself, without an error. */
  finish?(): void | Promise<void>;
  /** Lets the work that runs fail. */
  fail?(): void | Promise<void>;
  /** A worker whose start rejects. */
  failing?(): ManagedWorkerLike;
  /** A worker whose work does not end when it is asked to, and can be forced. */
  stubborn?(): ManagedWorkerLike;
  /** What the work that runs was handed over, as it sees it; the text of the previous exit is that of `LIFECYCLE_PREV_EXIT`. */
  handover?():
    | { resumeId: string | undefined; previousExit: string | undefined }
    | Promise<{ resumeId: string | undefined; previousExit: string | undefined }>;
  /** Whether work of this subject still runs, beside what its worker says. Looked at after each case. Default: nobody is asked. */
  isRunning?(): boolean | Promise<boolean>;
  /** Called after each case. */
  dispose?(): void | Promise<void>;
}
