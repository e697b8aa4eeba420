// The few figures that a benchmark is summed up in: medians and quartiles, which one bad run does not move.

/** The value below which so much of them lies, between two neighbours where need be. */
export function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

export const median = (numbers) => quantile(numbers, 0.5);

/** Ratios of what ran in the same round: what slowed down a round slowed down both. */
export function pairedRatio(numbers, others) {
  const ratios = numbers.map((number, round) => number / others[round]);
  return { median: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}

/** The most of these times, which are in order, that lie within so many milliseconds. */
export function busiest(times, window) {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to += 1) {
    while (times[from] <= times[to] - window) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
