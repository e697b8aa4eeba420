// The errors of supervised workers: one closed set of codes beside those of the core.

/* oxlint-disable no-unused-private-class-members -- a static member is there to brand its class */

import { brand, SkepError } from "@skep/core/base";
import type { ExitReport } from "./exit-report.ts";

/** The closed set of codes. `error.code` is stable across releases, the message is not. */
export type SuperviseErrorCode =
  | "ERR_SUPERVISE_STATE"
  | "ERR_SUPERVISE_START"
  | "ERR_SUPERVISE_EXIT"
  | "ERR_SUPERVISE_CHILD"
  | "ERR_SUPERVISE_GAVE_UP"
  | "ERR_SUPERVISE_HYGIENE"
  | "ERR_SUPERVISE_CONTAINER";

/** A method was called at a time when it cannot be: a second `start`, a child for a supervisor that has ended. Nothing was changed. */
export class WorkerStateError extends SkepError<SuperviseErrorCode> {
  constructor(message: string) {
    super("ERR_SUPERVISE_STATE", message);
  }
  static readonly #branded = brand(this, "WorkerStateError");
}

/** A worker could not be started: the `cause` says why. Nothing of it runs. */
export class WorkerStartError extends SkepError<SuperviseErrorCode> {
  constructor(worker: string, why: string, cause?: unknown) {
    super("ERR_SUPERVISE_START", `${worker} could not be started: ${sentence(why)}`, cause);
  }
  static readonly #branded = brand(this, "WorkerStartError");
}

/** A reason may end a message, or be one itself. */
export function sentence(why: string): string {
  return /[.!?]$/.test(why) ? why : `${why}.`;
}

/** What a worker was needed for was not done, as it had ended. */
export class WorkerExitError extends SkepError<SuperviseErrorCode> {
  /** How it ended. */
  readonly report: ExitReport;

  constructor(worker: string, report: ExitReport) {
    super("ERR_SUPERVISE_EXIT", `${worker} has ended: ${report.status}.`, report.error);
    this.report = report;
  }
  static readonly #branded = brand(this, "WorkerExitError");
}

/** A supervisor has no child of this name, or has one already, or one that cannot be suspended. Nothing was changed. */
export class ChildError extends SkepError<SuperviseErrorCode> {
  constructor(message: string, cause?: unknown) {
    super("ERR_SUPERVISE_CHILD", message, cause);
  }
  static readonly #branded = brand(this, "ChildError");
}

/** A supervisor has given up: its children ended more often than its intensity allows, or one of them was abandoned. */
export class GaveUpError extends SkepError<SuperviseErrorCode> {
  constructor(message: string, cause?: unknown) {
    super("ERR_SUPERVISE_GAVE_UP", message, cause);
  }
  static readonly #branded = brand(this, "GaveUpError");
}

/** The level of hygiene that is required cannot be reached here. Nothing was started. */
export class HygieneError extends SkepError<SuperviseErrorCode> {
  constructor(message: string) {
    super("ERR_SUPERVISE_HYGIENE", message);
  }
  static readonly #branded = brand(this, "HygieneError");
}

/** The engine of containers did not do what it was asked, or cannot be reached. */
export class ContainerError extends SkepError<SuperviseErrorCode> {
  constructor(message: string, cause?: unknown) {
    super("ERR_SUPERVISE_CONTAINER", message, cause);
  }
  static readonly #branded = brand(this, "ContainerError");
}
