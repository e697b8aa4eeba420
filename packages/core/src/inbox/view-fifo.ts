// What waits of one peer under `binary: "view"`, where messages are parts of shared buffers: it holds little more than it counts.

import { Fifo } from "../base/fifo.ts";
import type { Items } from "./items.ts";

/**
 * A message of one byte holds all of the buffer that it is a part of. So where the buffers of a burst are more than twice as long
 * as its messages, each of these becomes a copy of its own. To ask a message for its buffer is a call, and is spared those that are
 * read before the next burst of their peer: what a reader takes in time costs nothing.
 *
 * Bound: what waits holds no more than twice its bytes, beside the burst that is read and the one that comes.
 */
export class ViewFifo<T> extends Fifo<T> {
  readonly #items: Items<T>;
  /** Messages of the latest burst; some may have been read. */
  #fresh = 0;
  #burst = 0;

  constructor(items: Items<T>) {
    super();
    this.#items = items;
  }

  /** To be called before a push, with the number of its burst. */
  enter(burst: number): void {
    if (burst !== this.#burst) this.#compact();
    this.#burst = burst;
    this.#fresh++;
  }

  #compact(): void {
    const views: number[] = [];
    let excess = 0;
    let last: unknown;
    for (let at = Math.max(0, this.size - this.#fresh); at < this.size; at++) {
      // None for text, and for a bare buffer that a worker wrote.
      const { buffer, length } = this.#items.dataOf(this.at(at) as T) as Uint8Array;
      if (!buffer) continue;
      views.push(at);
      // Messages of one buffer come in a row.
      excess += (buffer === last ? 0 : buffer.byteLength) - 2 * length;
      last = buffer;
    }
    this.#fresh = 0;
    if (excess > 0) for (const at of views) this.#own(at);
  }

  #own(at: number): void {
    const item = this.at(at) as T;
    const data = this.#items.dataOf(item) as Uint8Array;
    // One that was detached meanwhile is empty. This `slice` copies every kind of bytes, and keeps the kind.
    if (data.buffer.byteLength > data.length)
      this.put(at, this.#items.moved(item, Uint8Array.prototype.slice.call(data)));
  }
}
