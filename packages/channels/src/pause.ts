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

/** The wait after so many requests that came to nothing, and not less than `after`, which the hub asked for. */
export function pause(failures: number, roll: number, after: number = 0): number {
  return Math.max(after, backoff(failures, roll, BACKOFF));
}
