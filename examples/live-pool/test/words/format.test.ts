// Figures as people read them.

import { expect, test } from "vitest";
import { bytes, clock, count, duration, rate, seconds } from "../../src/words/format.ts";

test.each([
  [count, 0, "0"],
  [count, 1_234_567, "1,234,567"],
  [rate, 0, "–"],
  [rate, 0.04, "–"],
  [rate, 0.5, "0.5/s"],
  [rate, 9.96, "10/s"],
  [rate, 50, "50/s"],
  [rate, 999.6, "1k/s"],
  [rate, 2_345, "2.3k/s"],
  [rate, 999_400, "999k/s"],
  [rate, 1_500_000, "1.5M/s"],
  [bytes, 999, "999 B"],
  [bytes, 1_250, "1.3 kB"],
  [bytes, 34_000_000, "34 MB"],
  [bytes, 2_000_000_000, "2 GB"],
  [duration, undefined, "–"],
  [duration, 0.04, "0.0 ms"],
  [duration, 0.42, "0.4 ms"],
  [duration, 41.4, "41 ms"],
  [duration, 999.9, "1.0 s"],
  [duration, 120_000, "120 s"],
  [seconds, -5, "0.0"],
  [seconds, 12_340, "12.3"],
  [clock, 7_900, "0:07"],
  [clock, 754_000, "12:34"],
] as const)("%o of %d is %s", (format, value, text) => {
  expect((format as (value: number | undefined) => string)(value)).toBe(text);
});
