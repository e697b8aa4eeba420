// How long to wait before something is asked of the hub again. Time and chance are passed in.

import { backoff } from "@skep/core/base";

/** In milliseconds. A hub that has shed load is not asked by all at once. */
const BACKOFF = {
  initialDelay: 1_000,
  maxDelay: 30_000,
  multiplier: 2,
  minDelay: 100,
  jitter: "full",
} as const;

/**
 * A hub that says when to come again is not left alone for longer than so many times that, however long it has refused: what it asks for is
 * enough for it, and whoever waits should not wait half a minute for an engine that is back.
 */
const MOST_AFTERS = 3;

/** The wait after so many requests that came to nothing, and not less than `after`, which the hub asked for. */
export function pause(failures: number, roll: number, after: number = 0): number {
  const maxDelay = Math.min(BACKOFF.maxDelay, MOST_AFTERS * after || Infinity);
  return Math.max(after, backoff(failures, roll, { ...BACKOFF, maxDelay }));
}
