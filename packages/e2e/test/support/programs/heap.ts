// How a heap grows: samples of what survives a collection, in bytes and in objects, and the slopes through them.
import { setTimeout as sleep } from "node:timers/promises";
import { queryObjects } from "node:v8";
import { type Sample, type Slope, slopeOf } from "../slope.ts";

export class Heap {
  // Numbers alone, as each object would be counted with the next sample.
  readonly #at: number[] = [];
  readonly #bytes: number[] = [];
  readonly #objects: number[] = [];

  /** Remembers what is left after so many events. */
  async sample(at: number): Promise<void> {
    this.#at.push(at);
    this.#objects.push(alive(Object));
    this.#bytes.push(await leastBytes());
  }

  /** Bytes for each event. Code and caches are among them, so it is never quite at rest. */
  get bytes(): Slope {
    return slopeOf(this.#settled(this.#bytes));
  }

  /** Objects and functions for each event: nothing but what the program made, so that one in 100 shows. */
  get objects(): Slope {
    return slopeOf(this.#settled(this.#objects));
  }

  /** All samples. */
  get history(): string {
    return this.#at
      .map((at, i) => `${at}: ${this.#bytes[i]} B, ${this.#objects[i]} objects`)
      .join("\n");
  }

  /** The first half is the time in which caches fill and code is compiled. */
  #settled(values: readonly number[]): Sample[] {
    const samples = values.map((value, i) => ({ at: this.#at[i] as number, value }));
    return samples.slice(samples.length / 2);
  }
}

/** What comes and goes by itself is not always there. */
async function leastBytes(): Promise<number> {
  let bytes = Infinity;
  for (let looks = 0; looks < 3; looks++) {
    await sleep(5);
    globalThis.gc?.();
    bytes = Math.min(bytes, process.memoryUsage().heapUsed);
  }
  return bytes;
}

/** How many objects of the class survive a collection. */
export function alive(kind: abstract new (...args: never[]) => unknown): number {
  return queryObjects(kind as new () => object, { format: "count" });
}
