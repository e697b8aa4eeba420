// How many messages a client may send: so many a second in the long run, and those of two seconds at once.

/** A second's worth of messages, times this, may come at once. */
const BURST = 2;

export class Rate {
  readonly #perMillisecond: number;
  readonly #most: number;
  /** Messages that may come now; below 0 where too many came. */
  #room: number;
  #at: number;

  constructor(perSecond: number, now: number) {
    this.#perMillisecond = perSecond / 1_000;
    this.#most = this.#room = perSecond * BURST;
    this.#at = now;
  }

  /** So many have come. Returns the milliseconds after which the next one may; 0 for at once. */
  take(count: number, now: number): number {
    const grown = this.#room + (now - this.#at) * this.#perMillisecond;
    this.#room = Math.min(this.#most, grown) - count;
    this.#at = now;
    return this.#room >= 0 ? 0 : Math.ceil(-this.#room / this.#perMillisecond);
  }
}
