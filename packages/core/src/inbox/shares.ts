// How much may wait of one peer before its socket is paused, and from where it goes on.

import type { InboxOptions } from "../options/options.ts";
import type { Brake } from "./brake.ts";
import type { Busy } from "./peer-queue.ts";

// Less would pause and resume a socket several times in one read of it.
const LEAST = 64;

/**
 * The share of each busy peer: `max(64, capacity / busy)`, but at most half of its part of the wall, so that
 * sockets that can pause stay away from it even with one read of each on top.
 */
export class Shares {
  readonly #options: InboxOptions;
  readonly #busy: Busy;
  /** Who was told to pause or to give up, and waits to hear when to go on. */
  readonly waiting: Set<Brake> = new Set();
  #dividedBy = -1;
  #share = 0;
  /** The smallest share since all who wait were looked at. */
  #smallest = Infinity;

  constructor(options: InboxOptions, busy: Busy) {
    this.#options = options;
    this.#busy = busy;
  }

  /** In messages. */
  get each(): number {
    const busy = this.#busy.ready.size + this.#busy.held.size;
    if (busy !== this.#dividedBy) this.#divide(busy);
    return this.#share;
  }

  /**
   * To be called when fewer peers are busy: a queue can come below its low mark because shares grow. Shares
   * must have doubled for a look at all who wait, so that its price is spread over as many calls.
   */
  grown(): void {
    if (this.waiting.size === 0 || this.each < 2 * this.#smallest) return;
    this.#smallest = this.each;
    for (const brake of this.waiting) brake.ease();
  }

  #divide(busy: number): void {
    const { capacity, limit } = this.#options;
    const share = Math.min(Math.max(LEAST, capacity / busy), limit.messages / (2 * busy));
    this.#dividedBy = busy;
    this.#share = Math.max(1, Math.floor(share));
    this.#smallest = Math.min(this.#smallest, this.#share);
  }
}
