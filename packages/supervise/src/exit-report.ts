// How a worker has ended, and the one rule by which that gets its name. A pure function of what happened and what was asked.

import type { ExitStatus } from "./state.ts";

/** How a worker has ended. Each run of a worker has exactly one. */
export interface ExitReport extends Outcome {
  /** The name of this end. */
  readonly status: ExitStatus;
}

/** What happened at the end, as the one sees it who runs the work. */
export interface Outcome {
  /** The exit code of a process or container. Undefined for functions, and where a signal ended it. */
  readonly code?: number | undefined;
  /** The name of the signal that ended the process, such as `SIGKILL`. */
  readonly signal?: string | undefined;
  /** The system ended it as memory ran out. */
  readonly oom?: boolean | undefined;
  /** What the function threw, or why the work could not be started. */
  readonly error?: unknown;
  /**
   * It ended the way it does when it is asked to: by the signal that it was sent, or with the error of an aborted signal. It counts only
   * where a stop was asked for. Default: `false`.
   */
  readonly interrupted?: boolean | undefined;
  /** Something of it may still run, although it was forced. Default: `false`. */
  readonly abandoned?: boolean | undefined;
}

/** What was asked of a worker before its end. */
export interface Intent {
  /** A stop was asked for. */
  readonly isStopRequested: boolean;
  /** It was ended by force. */
  readonly isForced: boolean;
}

/**
 * The name of an end; the first rule that matches counts: `abandoned` where something may still run, `killed` after force, `stopped` where it was interrupted as it was asked to stop,
 * `failed` with an error (an exit code other than 0, a signal, memory that ran out), `stopped` where a stop was asked for, else `finished`.
 * An interruption that nobody here has asked for is a failure: a child that somebody else terminates has not done its work.
 */
export function exitStatusOf(outcome: Outcome, intent: Intent): ExitStatus {
  if (outcome.abandoned === true) return "abandoned";
  if (intent.isForced) return "killed";
  if (intent.isStopRequested && outcome.interrupted === true) return "stopped";
  if (isFailure(outcome)) return "failed";
  return intent.isStopRequested ? "stopped" : "finished";
}

function isFailure({ code = 0, signal, oom, error }: Outcome): boolean {
  return error !== undefined || code !== 0 || signal !== undefined || oom === true;
}

/** What was thrown, as an outcome. To throw nothing is a failure, too. */
export function thrown(error: unknown): Outcome {
  return { error: error === undefined ? new Error("undefined was thrown") : error };
}

/** The message of the error of an end, for people. Undefined where nothing went wrong. */
export function errorTextOf({ code = 0, signal, oom, error }: Outcome): string | undefined {
  if (error !== undefined) return textOf(error);
  if (oom === true) return "memory ran out";
  if (signal !== undefined) return `ended by ${signal}`;
  return code === 0 ? undefined : `exit code ${code}`;
}

/** An error is told by its message, also one of another realm. */
export function textOf(error: unknown): string {
  const { message } = Object(error) as { readonly message?: unknown };
  if (typeof message === "string") return message;
  return typeof error === "string" ? error : `a value of type ${typeof error} was thrown`;
}
