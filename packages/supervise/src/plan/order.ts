// What a step asks of the shell, and what it tells. Types only.

import type { ExitReport, Outcome } from "../exit-report.ts";

/** What the shell has to do. */
export type Order =
  | {
      readonly type: "start";
      readonly name: string;
      readonly instance: number;
      readonly previousExit: ExitReport | undefined;
    }
  | { readonly type: "stop"; readonly name: string; readonly instance: number }
  /** The first start of all children has succeeded. */
  | { readonly type: "ready" }
  /** Nothing runs any more. */
  | { readonly type: "ended"; readonly outcome: Outcome };

/** What has happened, and nobody has to do anything about. */
export type PlanRecord =
  | ChildStartedRecord
  | ChildExitedRecord
  | ChildRestartingRecord
  | ChildGaveUpRecord
  | ChildAddedRecord
  | ChildRemovedRecord;

/** A child runs, and is ready. */
export interface ChildStartedRecord {
  readonly type: "started";
  readonly child: string;
  /** Which of its instances, from 1. */
  readonly instance: number;
}

/** An instance of a child has ended, or could not be started. Each instance has exactly one such record. */
export interface ChildExitedRecord {
  readonly type: "exited";
  readonly child: string;
  /** Which of its instances, from 1. */
  readonly instance: number;
  /** How it ended. */
  readonly report: ExitReport;
}

/** A child will be started again, with those that the strategy names. */
export interface ChildRestartingRecord {
  readonly type: "restarting";
  /** The child that has ended. */
  readonly child: string;
  /** All that are started again, in their order. */
  readonly children: readonly string[];
  /** Milliseconds from now to its start at the soonest. */
  readonly delay: number;
  /** How often in a row it has ended too soon. */
  readonly failures: number;
}

/** The supervisor gives up, and stops all its children. */
export interface ChildGaveUpRecord {
  readonly type: "gaveup";
  /** The child whose end was one too many. */
  readonly child: string;
  /** Why: a `GaveUpError`. */
  readonly error: Error;
}

/** A child was added to a supervisor. */
export interface ChildAddedRecord {
  readonly type: "added";
  readonly child: string;
}

/** A child was removed, or was added and could not be started. */
export interface ChildRemovedRecord {
  readonly type: "removed";
  readonly child: string;
}
