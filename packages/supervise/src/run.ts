// What the work of a `BaseWorker` is given, and what its hooks are. Types only.

import type { Clock } from "@skep/core/base";
import type { Outcome } from "./exit-report.ts";
import type { Handover } from "./handover.ts";
import type { State } from "./state.ts";

/** One run of a worker, as its hooks see it. */
export interface Run {
  /** Aborts when the work has to end: a stop was asked for, or the signal of `start` aborted before it had settled. */
  readonly signal: AbortSignal;
  /** What is to be added to the environment of the work, with the variables of the handover. */
  readonly env: Readonly<Record<string, string>>;
  /** What is known of earlier instances, where somebody supervises this one. */
  readonly handover: Handover | undefined;
  /**
   * Tells that the work has ended, and nothing of it runs any more. It may be called at any time from `begin` on; the first call counts.
   * An error that is that of the aborted signal, or an `AbortError`, counts as an interruption by itself.
   */
  readonly exit: (outcome?: Outcome) => void;
}

/** What a worker says of itself in `state()` beside what its base knows. */
export interface Description {
  readonly pid?: number | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly children?: readonly State[];
}

/** What the base of a worker needs to know. */
export interface BaseWorkerOptions {
  /** What kind of worker it is: the metadata `type`. Default: `worker`. */
  readonly type?: string | undefined;
  /** Milliseconds that the work has to end by itself when it is stopped without a `timeout`. Default: 5,000; from 0, or `Infinity`. */
  readonly stopTimeout?: number | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
}
