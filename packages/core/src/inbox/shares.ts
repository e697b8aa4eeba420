// How much may wait of one peer before its socket is paused, and from where it goes on.

import type { InboxOptions } from "../options/options.ts";
import type { Brake } from "./brake.ts";
import type { Busy } from "./commons.ts";
import type { Amount } from "./run.ts";

// Less would pause and resume a socket several times in one read of it.
const LEAST = 64;

/** What a peer has waiting. */
interface Load {
  readonly size: number;
  readonly bytes: number;
}

/**
 * The share of each busy peer: `max(64, capacity / busy)` messages, but at most half of its part of the wall in
 * messages and in bytes, so that sockets that can pause stay away from it even with one read of each on top.
 */
export class Shares {
  readonly #options: InboxOptions;
  readonly #busy: Busy;
  /** Who was told to pause or to give up, and waits to hear when to go on. */
  readonly waiting: Set<Brake> = new Set();
  #dividedBy = -1;
  #messages = 0;
  #bytes = 0;
  /** The most peers that were busy since all who wait were looked at. */
  #most = 0;

  constructor(options: InboxOptions, busy: Busy) {
    this.#options = options;
    this.#busy = busy;
  }

  /** One message is never too many. */
  isAbove({ size, bytes }: Load): boolean {
    this.#divide();
    return size > 1 && (size > this.#messages || bytes > this.#bytes);
  }

  /** So much more is not above its share. */
  roomFor({ size, bytes }: Load): Amount {
    this.#divide();
    return { messages: this.#messages - size, bytes: this.#bytes - bytes };
  }

  /** A quarter of the share or less. */
  isLow({ size, bytes }: Load): boolean {
    this.#divide();
    return size * 4 <= this.#messages && bytes * 4 <= this.#bytes;
  }

  /**
   * To be called when fewer peers are busy: a queue can come below its low mark because shares grow. They
   * must have doubled for a look at all who wait, so that its price is spread over as many calls.
   */
  grown(): void {
    if (this.waiting.size === 0) return;
    this.#divide();
    if (2 * this.#dividedBy > this.#most) return;
    this.#most = this.#dividedBy;
    for (const brake of this.waiting) brake.ease();
  }

  #divide(): void {
    const busy = this.#busy.ready.size + this.#busy.held.size;
    if (busy === this.#dividedBy) return;
    const { capacity, limit } = this.#options;
    const share = Math.min(Math.max(LEAST, capacity / busy), limit.messages / (2 * busy));
    this.#dividedBy = busy;
    this.#messages = Math.max(1, Math.floor(share));
    this.#bytes = limit.bytes / (2 * busy);
    this.#most = Math.max(this.#most, busy);
  }
}
