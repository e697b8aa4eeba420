// The platform's random numbers. They are for jitter and not for cryptography.

/** A number in [0, 1). */
export function systemRandom(): number {
  return Math.random();
}
