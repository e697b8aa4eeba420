// How long to wait before a dial: a function of the attempt, a random number and the options.

import type { RetryOptions } from "../options/options.ts";

/** The options that decide how long. */
export type BackoffOptions = Pick<
  RetryOptions,
  "initialDelay" | "multiplier" | "maxDelay" | "minDelay" | "jitter"
>;

/**
 * The wait after failed attempt number `attempt` (from 1), in milliseconds.
 *
 * The window grows from `initialDelay` by `multiplier` up to `maxDelay`; the wait is drawn from it at
 * each attempt, and is never below `minDelay`. The first wait is random too, as RFC 6455 7.2.3 asks.
 */
export function backoff(attempt: number, roll: number, retry: BackoffOptions): number {
  // The power overflows to Infinity at attempt 1,025 with a multiplier of 2; the cap makes that harmless.
  const grown = retry.initialDelay * retry.multiplier ** (attempt - 1);
  const window = Math.max(retry.minDelay, Math.min(retry.maxDelay, grown || 0));
  const least = floor(window, retry);
  return least + roll * (window - least);
}

function floor(window: number, { jitter, minDelay }: BackoffOptions): number {
  if (jitter === "none") return window;
  return jitter === "full" ? minDelay : Math.max(minDelay, window / 2);
}
