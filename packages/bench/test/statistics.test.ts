// Medians, quartiles and ratios of pairs.
import { expect, test } from "vitest";
import { median, pairedRatio, quantile } from "../src/statistics.mjs";

test("a quantile lies between its neighbours, whatever the order", () => {
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
  expect(quantile([7], 0.75)).toBe(7);
  expect([median([9, 1, 5]), median([1, 2])]).toEqual([5, 1.5]);
});

test("a ratio is of the same round, so a slow round changes nothing", () => {
  expect(pairedRatio([2, 20, 4], [1, 10, 1])).toEqual({ median: 2, low: 2, high: 3 });
});
