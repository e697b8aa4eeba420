// The straight line through samples, and how sure it is. Plain arithmetic.

export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** How much the value rises for each one more of `at`; the truth is below `least`, or above `most`, once in 100 times. */
export interface Slope {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
}

/** By least squares, with bounds by Student's distribution. */
export function slopeOf(samples: readonly Sample[]): Slope {
  const at = mean(samples.map((sample) => sample.at));
  const value = mean(samples.map((sample) => sample.value));
  const run = sum(samples.map((sample) => (sample.at - at) ** 2));
  const rise = sum(samples.map((sample) => (sample.at - at) * (sample.value - value)));
  const likely = rise / run;
  const misses = samples.map((sample) => sample.value - value - likely * (sample.at - at));
  const freedom = samples.length - 2;
  const error = Math.sqrt(sum(misses.map((miss) => miss ** 2)) / freedom / run);
  const margin = error * studentAt99(freedom);
  return { least: likely - margin, likely, most: likely + margin };
}

/** The 99th percentile, by the expansion of Abramowitz and Stegun 26.7.5: right to 1 % from 6 degrees on. */
function studentAt99(freedom: number): number {
  const normal = 2.326;
  const first = (normal ** 3 + normal) / 4;
  const second = (5 * normal ** 5 + 16 * normal ** 3 + 3 * normal) / 96;
  return normal + first / freedom + second / freedom ** 2;
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

const mean = (values: readonly number[]): number => sum(values) / values.length;
