// How a heap grows: the bytes that survive a collection, many times, and the objects, at the beginning and the end.
import { setTimeout as sleep } from "node:timers/promises";
import { queryObjects } from "node:v8";
import { type Sample, type Slope, slopeOf } from "../slope.ts";

export class Heap {
  // Numbers alone, as other samples would be objects that are counted.
  readonly #at: number[] = [];
  readonly #bytes: number[] = [];
  #objects = 0;

  /** Remembers what is left after so many events. */
  async sample(at: number): Promise<void> {
    const bytes = await leastBytes();
    // Behind the collections: what waits to be finalized would be counted at the beginning, and not at the end.
    if (this.#at.length === 0) this.#objects = alive(Object);
    this.#at.push(at);
    this.#bytes.push(bytes);
  }

  /** Bytes for each event; at first caches fill and code is compiled, so the first half tells nothing. */
  get bytes(): Slope {
    return slopeOf(this.#samples().slice(this.#at.length / 2));
  }

  /** Objects and functions that there are now and were not at the first sample, for each event since. */
  objects(): number {
    const events = (this.#at.at(-1) as number) - (this.#at[0] as number);
    return (alive(Object) - this.#objects) / events;
  }

  /** All samples. */
  get history(): string {
    return this.#at.map((at, i) => `${at}: ${this.#bytes[i]} B`).join("\n");
  }

  #samples(): Sample[] {
    return this.#bytes.map((value, i) => ({ at: this.#at[i] as number, value }));
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

/** How many objects of the class survive a collection. It stops the program for as long as a collection of everything. */
export function alive(kind: abstract new (...args: never[]) => unknown): number {
  return queryObjects(kind as new () => object, { format: "count" });
}
