// The platform's source of chance.
import { expect, it } from "vitest";
import { systemRandom } from "../../src/base/random.ts";

it("gives numbers from 0 to below 1", () => {
  const numbers = Array.from({ length: 100 }, systemRandom);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(numbers).size).toBeGreaterThan(1);
});
