// How a heap grows: samples of what survives a collection, and the slope through them.
import { setImmediate as turn } from "node:timers/promises";

export class Heap {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** Collects, and remembers what is left after so many events. */
  async sample(at: number): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await turn();
      globalThis.gc?.();
    }
    this.#samples.push({ at, bytes: process.memoryUsage().heapUsed });
  }

  /** Bytes for each event, by least squares; the first half is the time in which caches fill and code is compiled. */
  get slope(): number {
    const samples = this.#samples.slice(this.#samples.length / 2);
    const at = mean(samples.map((sample) => sample.at));
    const bytes = mean(samples.map((sample) => sample.bytes));
    const rise = samples.map((sample) => (sample.at - at) * (sample.bytes - bytes));
    const run = samples.map((sample) => (sample.at - at) ** 2);
    return mean(rise) / mean(run);
  }

  /** The samples, in MB. */
  get history(): string {
    return this.#samples.map(({ bytes }) => (bytes / 1e6).toFixed(3)).join(" ");
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
