// The axis of a chart: from nought to the first round number that is enough, with a few ticks between.

const TICKS = 5;

/** `at` gives the place of a number between two points. */
export function scaleTo(most, { from, to }) {
  const step = stepOf(most / TICKS);
  const end = Math.max(step, Math.ceil(most / step - 1e-9) * step);
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, at) => at * step);
  return { from, to, ticks, at: (number) => from + (number / end) * (to - from) };
}

/** 1, 2 or 5 times a power of ten. */
function stepOf(least) {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].find((times) => times * power >= least) * power;
}
