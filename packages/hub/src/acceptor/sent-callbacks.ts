// Callbacks that wait until what was sent before them has left, on platforms that tell only how many bytes wait in all.

import { Fifo } from "@skep/core/base";

interface Waiting {
  /** Called when so many bytes have left. */
  readonly mark: number;
  readonly sent: () => void;
}

export class SentCallbacks {
  /** Bytes that ever waited. */
  #added = 0;
  // Bound: what the hub lets wait for one client, as each stands behind bytes that wait.
  readonly #waiting = new Fifo<Waiting>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** So many bytes more wait. */
  add(bytes: number): void {
    this.#added += bytes;
  }

  /** `sent` is called when all that was added so far has left. */
  push(sent: () => void): void {
    this.#waiting.push({ mark: this.#added, sent });
  }

  /** So many bytes wait now. */
  settle(pending: number): void {
    const left = this.#added - pending;
    while ((this.#waiting.at(0)?.mark ?? Infinity) <= left) this.#waiting.shift()?.sent();
  }
}
