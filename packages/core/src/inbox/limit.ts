// The limit of a whole inbox: counts what waits, and says when that is too much. It does not know whose messages they are.

import type { Clock, Timer } from "../base/clock.ts";
import type { InboxOptions } from "../options/options.ts";

/**
 * Never more than `limit.bytes` wait, and no more than `limit.messages` from the macrotask on that follows the passing of `capacity`:
 * before that, what a healthy reader is about to take looks like an overflow.
 */
export class Limit {
  size = 0;
  bytes = 0;
  readonly #options: InboxOptions;
  readonly #clock: Clock;
  readonly #judge: () => void;
  readonly #capacity: number;
  /** The reader's macrotask. */
  #grace: Timer | undefined;
  /** The reader had its macrotask, and more than the capacity waits. */
  #isJudging = false;

  /** `judge` is called in the macrotask from which on messages count. */
  constructor(options: InboxOptions, clock: Clock, judge: () => void) {
    this.#options = options;
    this.#clock = clock;
    this.#judge = judge;
    this.#capacity = Math.min(options.capacity, options.limit.messages);
  }

  /** One more message waits. */
  add(bytes: number): void {
    this.size++;
    this.bytes += bytes;
    if (this.size > this.#capacity && !this.#isJudging && this.#grace === undefined) this.#wait();
  }

  /** Messages wait no longer. */
  remove(count: number, bytes: number): void {
    this.size -= count;
    this.bytes -= bytes;
    if (this.size <= this.#capacity && (this.#isJudging || this.#grace !== undefined)) this.end();
  }

  /** False for a message that is too much by itself. */
  canHold(bytes: number): boolean {
    return bytes <= this.#options.limit.bytes;
  }

  /** A message of so many bytes is too much. */
  isFull(bytes: number): boolean {
    const { limit } = this.#options;
    return this.bytes + bytes > limit.bytes || (this.#isJudging && this.size >= limit.messages);
  }

  /** More waits than may. */
  get isExceeded(): boolean {
    return this.size > this.#options.limit.messages;
  }

  /** An overflow is over: what waits is far below both figures. */
  get isCalm(): boolean {
    return this.size <= this.#capacity && this.bytes <= this.#options.limit.bytes / 2;
  }

  /** Judges no more; no timer is left. */
  end(): void {
    this.#grace?.cancel();
    this.#grace = undefined;
    this.#isJudging = false;
  }

  #wait(): void {
    this.#grace = this.#clock.schedule(0, () => {
      this.#grace = undefined;
      this.#isJudging = true;
      this.#judge();
    });
  }
}
