// How much may wait of one peer before its socket is paused, and from where it goes on. Arithmetic, and nothing else.

import type { InboxOptions } from "../options/options.ts";

// Less would pause and resume a socket several times in one read of it.
const LEAST = 64;

/** What a peer has waiting. */
interface Load {
  readonly size: number;
  readonly bytes: number;
}

/**
 * The share of each busy peer: `max(64, capacity / busy)` messages, but at most half of the peer's part of the limit, in messages and
 * in bytes. So sockets that can pause do not reach the limit, even when each delivers one more read after its pause.
 */
export class Shares {
  readonly #options: InboxOptions;
  busy = 0;
  #messages = 0;
  #bytes = 0;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.divide(1);
  }

  /** So many peers have something waiting. */
  divide(busy: number): void {
    const { capacity, limit } = this.#options;
    // With 0 busy peers, the share is the one that the first busy peer will have.
    const parts = Math.max(1, busy);
    const share = Math.min(Math.max(LEAST, capacity / parts), limit.messages / (2 * parts));
    this.busy = busy;
    this.#messages = Math.max(1, Math.floor(share));
    this.#bytes = limit.bytes / (2 * parts);
  }

  /** One more message of so many bytes does not exceed the share. */
  hasRoom({ size, bytes }: Load, more: number): boolean {
    return size < this.#messages && bytes + more <= this.#bytes;
  }

  /** More than the share waits. A single message never exceeds it. */
  isAbove({ size, bytes }: Load): boolean {
    return size > 1 && (size > this.#messages || bytes > this.#bytes);
  }

  /** A quarter of the share waits, or less. */
  isLow({ size, bytes }: Load): boolean {
    return size * 4 <= this.#messages && bytes * 4 <= this.#bytes;
  }
}
