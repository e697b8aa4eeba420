// The error of a start that has failed: it names what was to be started, whoever threw.

import { WorkerExitError, WorkerStartError } from "./errors.ts";
import { textOf } from "./exit-report.ts";

/** Undefined stands for what has ended without one. */
export function startError(name: string, error: unknown): Error {
  if (error instanceof WorkerStartError) return error;
  if (error === undefined) return new WorkerStartError(name, "it has ended");
  if (error instanceof WorkerExitError)
    return new WorkerStartError(name, `it has ended: ${error.report.status}`, error);
  return new WorkerStartError(name, textOf(error), error);
}
