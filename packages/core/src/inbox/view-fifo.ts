// The messages of one peer under `binary: "view"`, where they are parts of shared buffers. It bounds the memory that they keep alive.

import { Fifo } from "../base/fifo.ts";
import type { ItemFormat } from "./items.ts";

/**
 * A message of one byte keeps the whole buffer alive that it is a part of. So where the buffers of a burst are more than twice as long
 * as its messages, each of these messages is copied. Reading the buffer of a message is a call. It is made only when the next burst of
 * the peer begins, so that messages that were read before cost nothing.
 *
 * Bound: the messages that wait keep at most twice their bytes alive. Two bursts are not in the bound: the one that is partly read,
 * and the latest one.
 */
export class ViewFifo<T> extends Fifo<T> {
  readonly #format: ItemFormat<T>;
  #burst = -1;
  /** The first message of the latest burst: so many came before it. */
  #from = 0;

  constructor(format: ItemFormat<T>) {
    super();
    this.#format = format;
  }

  /** To be called before the first message of a burst is pushed, with the number of the burst. It may be called for later ones, too. */
  enter(burst: number): void {
    if (burst === this.#burst) return;
    this.#compact();
    this.#burst = burst;
    this.#from = this.removed + this.size;
  }

  override popMany(count: number): T[] {
    const items = super.popMany(count);
    this.#from = Math.min(this.#from, this.removed + this.size);
    return items;
  }

  #compact(): void {
    const views: number[] = [];
    let excess = 0;
    let last: unknown;
    for (let at = Math.max(0, this.#from - this.removed); at < this.size; at++) {
      // None for text, and for a bare buffer that a worker wrote.
      const { buffer, length } = this.#format.dataOf(this.at(at) as T) as Uint8Array;
      if (!buffer) continue;
      views.push(at);
      // Messages of one buffer come in a row.
      excess += (buffer === last ? 0 : buffer.byteLength) - 2 * length;
      last = buffer;
    }
    if (excess > 0) for (const at of views) this.#own(at);
  }

  #own(at: number): void {
    const item = this.at(at) as T;
    const data = this.#format.dataOf(item) as Uint8Array;
    // One that was detached meanwhile is empty. This `slice` copies every kind of bytes, and keeps the kind.
    if (data.buffer.byteLength > data.length)
      this.put(at, this.#format.moved(item, Uint8Array.prototype.slice.call(data)));
  }
}
