// The samples of one benchmark, as its targets and tables ask for them.

import { LEAST_BUSY } from "./benchmark.mjs";
import { median, pairedRatio } from "./statistics.mjs";

export class Figures {
  #samples;

  /** @param {Record<string, import("./benchmark.mjs").Sample[]>} samples */
  constructor(samples) {
    this.#samples = samples;
  }

  has(variant) {
    return (this.#samples[variant]?.length ?? 0) > 0;
  }

  all(variant, key) {
    if (!this.has(variant)) throw new Error(`There are no samples of "${variant}".`);
    return this.#samples[variant].map((sample) => sample[key]);
  }

  median(variant, key) {
    return median(this.all(variant, key));
  }

  /** The least of all rounds. */
  best(variant, key) {
    return Math.min(...this.all(variant, key));
  }

  worst(variant, key) {
    return Math.max(...this.all(variant, key));
  }

  paired(variant, key, baseline) {
    return pairedRatio(this.all(variant, key), this.all(baseline, key));
  }

  /** How many times the baseline. */
  ratio(variant, key, baseline, by = "median") {
    if (by === "paired") return this.paired(variant, key, baseline).median;
    return this[by](variant, key) / this[by](baseline, key);
  }

  /** False where something else than the client was at its limit. */
  wasBusy(variant) {
    const busy = this.all(variant, "busy").filter((part) => part !== undefined);
    return busy.length === 0 || median(busy) >= LEAST_BUSY;
  }
}

/** What came of a target: `met`, `missed`, or `not judged` with the reason. */
export function judge(target, figures) {
  const idle = (target.judges ?? []).filter((name) => figures.has(name) && !figures.wasBusy(name));
  if (idle.length > 0)
    return { verdict: "not judged", why: `${idle.join(", ")}: the client was not the bottleneck` };
  try {
    const value = target.value(figures);
    if (!Number.isFinite(value)) return { verdict: "not judged", why: `the figure is ${value}` };
    const met = value <= (target.most ?? Infinity) && value >= (target.least ?? -Infinity);
    return { verdict: met ? "met" : "missed", value };
  } catch (error) {
    return { verdict: "not judged", why: error.message };
  }
}
