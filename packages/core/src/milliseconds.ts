// How fractions of a millisecond are rounded. Pure arithmetic, which `base` and `session` share; no clock is known here.

/** Adding and subtracting fractions of a millisecond gives errors far below this. */
const ROUNDING_ERROR = 1e-3;

/**
 * Whole milliseconds, rounded up. Platforms cut off the fraction of a timeout (HTML 8.6: it is a `long`), so a timer
 * that is set with a fraction would fire before its deadline. A rounding error does not add a millisecond.
 */
export function wholeMilliseconds(ms: number): number {
  return Math.ceil(ms - ROUNDING_ERROR);
}

/** The whole milliseconds from `now` until a moment; 0 where it has passed. */
export function timeLeft(until: number, now: number): number {
  return Math.max(0, wholeMilliseconds(until - now));
}
