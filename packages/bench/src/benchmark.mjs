// What a benchmark is, and how it is run: all its variants side by side, each in fresh processes, round by round.

/**
 * @typedef {Record<string, number>} Sample The figures of one run of one variant, by key.
 *
 * @typedef {object} Variant
 * @property {string} name Unique in its benchmark; `skep: …` for ours.
 * @property {string} [baseline] Of its own, where the benchmark's is not its measure.
 * @property {readonly string[]} [flags] For its process, where its benchmark knows of them: the gates put a slowdown in.
 * @property {string} [engine] A key of `engines.mjs`; the Node that runs the benchmark when there is none.
 *
 * @typedef {object} Column
 * @property {string} key Of the samples.
 * @property {string} label With the unit.
 * @property {number} [digits] After the point; 0.
 *
 * @typedef {object} Ratio A column of ratios to the baseline.
 * @property {string} key Of the samples.
 * @property {"best" | "paired" | "median"} by Least of all rounds, median and quartiles of pairs, or of medians.
 * @property {string} label
 *
 * @typedef {object} Target
 * @property {string} id As in the list of targets: `B1`.
 * @property {string} says In words, with the bound.
 * @property {(figures: import("./figures.mjs").Figures) => number} value
 * @property {number} [most] Met if the value is not above it.
 * @property {number} [least] Met if the value is not below it.
 * @property {string[]} [judges] Variants that have to have been the bottleneck; `variants` with `busy` below 0.85 are not judged.
 *
 * @typedef {object} ChartSpec
 * @property {string} key Of the samples: ratios to the baseline, in pairs, with quartiles.
 * @property {"value"} [by] The figures themselves instead.
 * @property {string} [unit] Of the axis, where the label of the column is not enough.
 * @property {(prefix: string) => string} [groups] What `100` of `100: ws` is, as a heading over those that share it.
 *
 * @typedef {object} Benchmark
 * @property {string} name Of its file of results, and on the command line.
 * @property {string} title
 * @property {string} says What is done, and how to read it; a few sentences for the page.
 * @property {readonly Variant[]} variants
 * @property {string} baseline A variant's name.
 * @property {readonly Column[]} columns Medians over all rounds.
 * @property {readonly Ratio[]} ratios
 * @property {readonly Target[]} targets
 * @property {number} [rounds] 7.
 * @property {ChartSpec} [chart] What the page draws.
 * @property {() => Promise<{ [key: string]: unknown, stop(): Promise<void> | void }>} [prepare] What all runs share, such as a server.
 * @property {(variant: Variant, shared: object) => Promise<Sample>} measure One run, in a fresh process.
 */

/** The least part of a core that a client has to have used: below, something else was measured. */
export const LEAST_BUSY = 0.85;

/**
 * Runs a benchmark: in each round every variant once, in an order drawn anew.
 *
 * @param {Benchmark} benchmark
 * @param {{ rounds?: number, tell?: (line: string) => void }} [options]
 * @returns {Promise<Record<string, Sample[]>>} By variant, one sample a round.
 */
export async function run(benchmark, { rounds = benchmark.rounds ?? 7, tell = () => {} } = {}) {
  const samples = Object.fromEntries(benchmark.variants.map(({ name }) => [name, []]));
  const shared = (await benchmark.prepare?.()) ?? { stop() {} };
  try {
    for (let round = 1; round <= rounds; round += 1)
      for (const variant of shuffled(benchmark.variants)) {
        const sample = await benchmark.measure(variant, shared);
        samples[variant.name].push(sample);
        tell(`${benchmark.name} ${round}/${rounds} ${variant.name} ${JSON.stringify(sample)}`);
      }
  } finally {
    await shared.stop();
  }
  return samples;
}

function shuffled(items) {
  const order = items.map((item) => ({ item, at: Math.random() }));
  return order.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
}
