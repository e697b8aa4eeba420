// One child in the plan: what was decided about it once, and where it is now. Types, and how one begins.

import type { ExitReport } from "../exit-report.ts";

/**
 * When a child is started again after it has ended by itself: `always`, or `on-failure` alone, or `never`. An end by a signal that nobody
 * here has sent is a failure, as is a start that fails.
 */
export type RestartPolicy = "always" | "on-failure" | "never";

/** How long to wait before a child is started again. */
export interface ChildBackoff {
  /** Milliseconds of the first window. Default: 200; from 1. */
  readonly initialDelay: number;
  /** By which the window grows with each failure in a row. Default: 2; from 1. */
  readonly multiplier: number;
  /** Milliseconds of the largest window. Default: 30,000; from `initialDelay`. */
  readonly maxDelay: number;
  /**
   * How the delay is drawn from its window: `full` from all of it, `equal` from its upper half, `none` is the whole window. Default: `full`, so
   * that many programs that lost the same service do not come back at once.
   */
  readonly jitter: "full" | "equal" | "none";
  /** A child that has run for so many milliseconds begins with the first window again. Default: 60,000; from 0. */
  readonly resetAfter: number;
}

/** What was decided about a child when it was added. */
export interface ChildPlan {
  readonly name: string;
  readonly restart: RestartPolicy;
  readonly backoff: ChildBackoff;
  readonly significant: boolean;
}

export interface Child {
  readonly plan: ChildPlan;
  /** Where it has to be: `gone` is down, and then forgotten. */
  readonly target: "up" | "down" | "gone";
  /** Where its latest instance is. */
  readonly phase: "down" | "starting" | "up" | "stopping";
  /** The number of its latest instance; 0 before the first. */
  readonly instance: number;
  /** Children with the same number are stopped and started in order; others do not wait for each other. */
  readonly batch: number;
  /** It is not started before this time. */
  readonly due: number;
  /** It has to end before it is started again. */
  readonly isCycled: boolean;
  /** What runs has failed all the same, for this reason. */
  readonly condemned: { readonly error: unknown } | undefined;
  /** How often in a row it has ended before `resetAfter`. */
  readonly failures: number;
  /** Since when the latest instance is up. */
  readonly upAt: number | undefined;
  readonly hasBeenUp: boolean;
  /** It was added to a supervisor that runs: where its first start fails, it is forgotten. */
  readonly isTrial: boolean;
  readonly gaveUp: boolean;
  /** How its latest instance has ended, or the one before it while it has not. */
  readonly last: ExitReport | undefined;
  /** The latest instance whose start has failed, and why. */
  readonly failedStart: { readonly instance: number; readonly error: unknown } | undefined;
}

export function newChild(plan: ChildPlan, batch: number, isTrial: boolean): Child {
  return {
    plan,
    target: "up",
    phase: "down",
    instance: 0,
    batch,
    due: -Infinity,
    isCycled: false,
    condemned: undefined,
    failures: 0,
    upAt: undefined,
    hasBeenUp: false,
    isTrial,
    gaveUp: false,
    last: undefined,
    failedStart: undefined,
  };
}
