// The worker contract: what anything has to do so that a supervisor can run it. Types only.

import type { ExitReport } from "./exit-report.ts";
import type { Handover } from "./handover.ts";
import type { State, Status } from "./state.ts";

/**
 * A unit of work with a life: a function, a process, a container, a server, a supervisor. One object is one run: whoever wants another one
 * makes another object. `BaseWorker` keeps these promises for whoever extends it, and `testManagedWorker` of `@skep/testing` proves them.
 */
export interface ManagedWorker {
  /** What it is called. It does not change. */
  readonly name: string;
  /** Milliseconds that `stop` without a `timeout` gives the work; `Infinity` for no limit. Default: 5,000, where a worker does not say. */
  readonly stopTimeout?: number | undefined;
  /**
   * Begins the work and does not wait for its end. Resolves when the work is under way (`running`). Rejects where it could not be begun, or
   * was stopped before it was: then nothing runs, and `wait` has resolved. Rejects with a `WorkerStateError`, and changes nothing, where it
   * was started or stopped before.
   */
  start(context?: StartContext): Promise<void>;
  /**
   * Asks the work to end, ends it by force where it does not, and resolves with how it ended: the same report as `wait`. It resolves in
   * bounded time after `timeout`, and from then on nothing of it runs, or the report says `abandoned`. It may be called at any time and
   * any number of times: all calls share one stop, the soonest `timeout` counts. Before `start`, the worker ends as `stopped` without
   * ever having run. After the end it changes nothing. It never rejects but for its `signal`, and throws a `ConfigError` for options that
   * cannot be.
   */
  stop(options?: StopOptions): Promise<ExitReport>;
  /**
   * Resolves when the work has ended, however that came, with how it ended. Any number of callers may wait, before the start and after the
   * end, too. It never rejects but for its `signal`.
   */
  wait(options?: WaitOptions): Promise<ExitReport>;
  /** What it is now. It never throws, and asks nobody: it is cheap. */
  state(): State;
  /** A label for people. */
  toString(): string;
  /**
   * Lets the work rest, without ending it. Resolves when it rests (`suspended`). Only workers that can do it have it. Resting twice is
   * resting once.
   */
  suspend?(options?: WaitOptions): Promise<void>;
  /** Lets the work go on. Resolves when it does. There wherever `suspend` is. */
  resume?(options?: WaitOptions): Promise<void>;
  /**
   * Calls `listener` at each change of its status, or of that of a worker below it, after the change, until the returned function is
   * called. Without it, whoever supervises sees starts and ends alone.
   */
  subscribe?(listener: (change: StatusChange) => void): () => void;
}

/** What a worker is given at its start. */
export interface StartContext {
  /**
   * Ends the start alone: where it aborts before `start` has settled, the work is stopped and `start` rejects with its reason once
   * nothing runs. Where it has aborted before, `start` rejects and changes nothing: the worker can still be started. Afterwards it means
   * nothing. Default: none.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Environment variables that are added to those which the work has by itself; they replace those of the same name. A supervisor puts
   * the variables of the handover in here. Default: none.
   */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** What is known of earlier instances. A supervisor always sets it. Default: none. */
  readonly handover?: Handover | undefined;
}

/** How a worker is stopped. */
export interface StopOptions {
  /** Ends this wait alone, with its reason: the stop goes on. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that the work has to end by itself, from now on. Then it is ended by force. 0 forces at once, and
   * `Infinity` never. Default: the `stopTimeout` of the worker.
   */
  readonly timeout?: number | undefined;
}

/** How a wait can be ended. */
export interface WaitOptions {
  /** Ends it with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** A worker whose status is another one now. */
export interface StatusChange {
  /** The names from the outermost worker below the one that tells it to the one that changed; empty for the teller itself. */
  readonly path: readonly string[];
  /** The status before. */
  readonly previous: Status;
  /** The status now. */
  readonly status: Status;
}
