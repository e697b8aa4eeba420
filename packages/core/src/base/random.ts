// The platform's source of chance. It spreads waits and makes no secrets.

/** A number in [0, 1). */
export function systemRandom(): number {
  return Math.random();
}
