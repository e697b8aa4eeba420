// Whether what is written to a link leaves. A client that takes nothing for too long is given up, although it may still say something.

export class WriteProgress {
  readonly #timeout: number;
  /** The most bytes that had left when there was last a reason to wait on. */
  #sent = Number.NEGATIVE_INFINITY;
  #since: number;

  constructor(timeout: number, now: number) {
    this.#timeout = timeout;
    this.#since = now;
  }

  /** `sent` bytes have left so far, and `pending` wait. Returns whether nothing has left for too long. */
  isStuck(sent: number, pending: number, now: number): boolean {
    if (pending > 0 && sent <= this.#sent) return now - this.#since >= this.#timeout;
    this.#sent = sent;
    this.#since = now;
    return false;
  }
}
