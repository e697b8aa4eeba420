// What an application says of a child, checked and filled in.

import { checkNames, checkNumber, checkOneOf, checkType } from "@skep/core/base";
import type { ChildBackoff, ChildPlan, RestartPolicy } from "../plan/child.ts";
import { checkName, checkTimeout } from "../option-checks.ts";
import type { ManagedWorker } from "../worker.ts";

/** A child of a supervisor. */
export interface ChildSpec {
  /** Of which the supervisor has one child alone. */
  readonly name: string;
  /** Makes an instance, which has not been started. Called for each start, as a worker runs once. Where it throws, the start has failed. */
  readonly worker: (name: string) => ManagedWorker;
  /** When it is started again after it has ended by itself. Default: `always`. */
  readonly restart?: RestartPolicy | undefined;
  /** How long to wait before it is. Default: that of `supervisorDefaults.backoff`, for each member that is left out. */
  readonly backoff?: Partial<ChildBackoff> | undefined;
  /**
   * Resolves when the worker can be used. The next child starts then; where it rejects, the start has failed, and the worker is stopped.
   * Its signal aborts at `readyTimeout`, and where the worker ends or is stopped. Default: a worker that has started is ready.
   */
  readonly ready?:
    | ((worker: ManagedWorker, context: { readonly signal: AbortSignal }) => unknown)
    | undefined;
  /** Milliseconds from its start within which it has to be ready. Later, the start has failed. Default: 30,000; from 1. */
  readonly readyTimeout?: number | undefined;
  /**
   * Milliseconds that it has to end by itself when it is stopped; from 0, or `Infinity`. A stop that has not resolved 10 s later counts as
   * `abandoned`. Default: that of the worker, or 5,000.
   */
  readonly stopTimeout?: number | undefined;
  /** Its end, where it is not started again, ends the supervisor, which then has its report. Default: `false`. */
  readonly significant?: boolean | undefined;
}

export interface FilledSpec extends ChildPlan {
  readonly worker: ChildSpec["worker"];
  readonly ready: ChildSpec["ready"];
  readonly readyTimeout: number;
  readonly stopTimeout: number | undefined;
}

export const BACKOFF: ChildBackoff = Object.freeze({
  initialDelay: 200,
  multiplier: 2,
  maxDelay: 30_000,
  jitter: "full",
  resetAfter: 60_000,
});
export const READY_TIMEOUT = 30_000;

const NAMES = [
  "name",
  "worker",
  "restart",
  "backoff",
  "ready",
  "readyTimeout",
  "stopTimeout",
  "significant",
];

/** `path` is that of the spec in the options, with a dot behind it, or empty. */
export function fillSpec(spec: ChildSpec, path = ""): FilledSpec {
  checkNames(spec, NAMES, path);
  const { restart = "always", readyTimeout = READY_TIMEOUT, stopTimeout, significant } = spec;
  checkName(`${path}name`, spec.name);
  checkType(`${path}worker`, spec.worker ?? null, "function");
  checkOneOf(`${path}restart`, restart, ["always", "on-failure", "never"]);
  checkType(`${path}ready`, spec.ready, "function");
  checkNumber(`${path}readyTimeout`, readyTimeout, 1);
  if (stopTimeout !== undefined) checkTimeout(`${path}stopTimeout`, stopTimeout);
  checkType(`${path}significant`, significant, "boolean");
  return {
    name: spec.name,
    worker: spec.worker,
    restart,
    backoff: fillBackoff(spec.backoff ?? {}, `${path}backoff.`),
    ready: spec.ready,
    readyTimeout,
    stopTimeout,
    significant: significant === true,
  };
}

function fillBackoff(given: Partial<ChildBackoff>, path: string): ChildBackoff {
  checkNames(given, Object.keys(BACKOFF), path);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const backoff: ChildBackoff = { ...BACKOFF, ...Object.fromEntries(entries) };
  checkNumber(`${path}initialDelay`, backoff.initialDelay, 1);
  checkNumber(`${path}multiplier`, backoff.multiplier, 1);
  checkNumber(`${path}maxDelay`, backoff.maxDelay, backoff.initialDelay);
  checkOneOf(`${path}jitter`, backoff.jitter, ["full", "equal", "none"]);
  checkNumber(`${path}resetAfter`, backoff.resetAfter, 0);
  return backoff;
}
