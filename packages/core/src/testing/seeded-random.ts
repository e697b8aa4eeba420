// Chance that can be repeated: a small generator whose whole future is its seed.

// 2^53: the numbers that a double can tell apart in [0, 1).
const SCALE = 2 ** 53;

// What the author of the generator found enough to forget how it was seeded.
const WARM_UP = 12;

/**
 * Pseudo-random numbers for tests: the same seed gives the same numbers on every runtime.
 *
 * The generator is sfc32 of PractRand (Chris Doty-Humphrey): 128 bits of state, at least 2³² numbers
 * before it repeats. It keeps no secrets. Print `seed` when a test fails.
 */
export class SeededRandom {
  readonly seed: number;
  // The author's names and his seeding: seed 0 begins with 0x514676c3, 0x08a809df.
  #a = 0;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` is any safe integer. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed))
      throw new RangeError(`A seed must be a safe integer, got ${seed}.`);
    this.seed = seed;
    this.#b = seed | 0;
    this.#c = Math.floor(seed / 2 ** 32) | 0;
    for (let round = 0; round < WARM_UP; round += 1) this.#bits();
  }

  /** A number in [0, 1) with 53 random bits. Bound: it fits `PoolOptions.random` as it is. */
  readonly next = (): number => {
    const high = this.#bits() >>> 5;
    const low = this.#bits() >>> 6;
    return (high * 2 ** 26 + low) / SCALE;
  };

  /** A whole number in [0, max). */
  int(max: number): number {
    return Math.floor(this.next() * max);
  }

  /** One of these. An empty list is a `RangeError`. */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError("Nothing can be picked from an empty list.");
    return from[this.int(from.length)] as T;
  }

  /** True with this probability: never for 0, always for 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Another generator, which depends on this one's past and not on its future. */
  fork(): SeededRandom {
    return new SeededRandom(this.int(SCALE));
  }

  #bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }
}
