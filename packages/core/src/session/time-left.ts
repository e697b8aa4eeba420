// How long until a moment, as it is told.

/** What sums of fractions of a millisecond are wrong by, and more. */
const ROUGHLY = 1e-3;

/** Whole milliseconds, rounded up: whoever waits for them has waited long enough. A sum's error is not one of them. */
export function timeLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil(until - now - ROUGHLY));
}
