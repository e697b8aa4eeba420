// The seeded generator: its reference numbers, its evenness, its repeatability.
import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";

const drawn = (random: SeededRandom, count: number) => Array.from({ length: count }, random.next);

// What `RNG_output sfc32` of PractRand says for the seed 0.
const REFERENCE = [0x514676c3, 0x08a809df, 0x30349d2b, 0xfb52c520, 0x38802be1, 0x948279e6];

describe("a seeded random", () => {
  test("draws what PractRand draws, 27 bits and 26 bits to a number", () => {
    const pairs = [0, 2, 4].map((at) => REFERENCE.slice(at, at + 2) as [number, number]);
    const expected = pairs.map(([high, low]) => ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53);
    expect(drawn(new SeededRandom(0), 3)).toEqual(expected);
  });

  test("draws the same from the same seed, and else from another", () => {
    const numbers = drawn(new SeededRandom(42), 50);
    expect(drawn(new SeededRandom(42), 50)).toEqual(numbers);
    for (const seed of [43, -42, 42 + 2 ** 32, Number.MAX_SAFE_INTEGER])
      expect(drawn(new SeededRandom(seed), 50)).not.toEqual(numbers);
  });

  test("remembers its seed", () => {
    expect(new SeededRandom(-7).seed).toBe(-7);
  });

  test.each([0.5, Number.NaN, 2 ** 53, "1" as never])("refuses the seed %s", (seed) => {
    expect(() => new SeededRandom(seed)).toThrow("A seed must be a safe integer");
  });

  test("draws numbers in [0, 1), evenly", () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (const number of drawn(new SeededRandom(1), 20_000)) {
      expect(number >= 0 && number < 1).toBe(true);
      counts[Math.floor(number * 10)]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  test("draws whole numbers below max", () => {
    const random = new SeededRandom(2);
    const numbers = new Set(Array.from({ length: 200 }, () => random.int(6)));
    expect([...numbers].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("picks one of a list, and refuses an empty one", () => {
    const random = new SeededRandom(3);
    const picked = new Set(Array.from({ length: 100 }, () => random.pick(["a", "b", "c"])));
    expect([...picked].toSorted()).toEqual(["a", "b", "c"]);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  test("takes a chance: never 0, always 1, and what is between as often as it says", () => {
    const random = new SeededRandom(4);
    const times = (probability: number) =>
      Array.from({ length: 1_000 }, () => random.chance(probability)).filter(Boolean).length;
    expect([times(0), times(1)]).toEqual([0, 1_000]);
    expect(Math.abs(times(0.3) - 300)).toBeLessThan(60);
  });

  test("forks into one that draws else, and the same each time", () => {
    const fork = () => {
      const random = new SeededRandom(5);
      const forked = random.fork();
      return [...drawn(forked, 5), ...drawn(random, 5)];
    };
    expect(fork()).toEqual(fork());
    expect(new Set(fork()).size).toBe(10);
  });
});
