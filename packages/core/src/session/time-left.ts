// How long until a moment, as it is told.

/** The error of a sum of fractions of a millisecond is below this; `AlarmClock` rounds with the same, as the session imports nothing of it. */
const ROUGHLY = 1e-3;

/** Whole milliseconds, rounded up: whoever waits for them has waited long enough. The error of a sum adds none. */
export function timeLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil(until - now - ROUGHLY));
}
