// Whether what is written to a link leaves: one that takes nothing for too long is given up, although it may still say something.

export class WriteProgress {
  readonly #timeout: number;
  /** Bytes that have left so far, when there was last a change. */
  #left = 0;
  #since: number;

  constructor(timeout: number, now: number) {
    this.#timeout = timeout;
    this.#since = now;
  }

  /** `written` bytes in all were written, and `pending` of them wait. Returns whether nothing has left for too long. */
  isStuck(written: number, pending: number, now: number): boolean {
    const left = written - pending;
    if (pending === 0 || left !== this.#left) {
      this.#left = left;
      this.#since = now;
      return false;
    }
    return now - this.#since >= this.#timeout;
  }
}
