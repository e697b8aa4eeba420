// The limit of a whole inbox: counts what waits, and says when that is too much. It does not know whose messages they are.

import type { Clock, Timer } from "../base/clock.ts";
import type { InboxLimit, InboxOptions } from "../options/options.ts";

/**
 * Never more than `limit.bytes` wait, and no more than `limit.messages` from the macrotask on that follows the passing of `capacity`:
 * before that, what a healthy reader is about to take looks like an overflow.
 */
export class Limit {
  size = 0;
  bytes = 0;
  readonly #most: InboxLimit;
  readonly #clock: Clock;
  readonly #judge: () => void;
  readonly #capacity: number;
  /** More than the capacity waits: the reader has its macrotask, or had it. */
  #isWatching = false;
  /** The reader's macrotask. */
  #grace: Timer | undefined;
  /** It had it. */
  #isJudging = false;

  /** `judge` is called in the macrotask from which on messages count. */
  constructor(options: InboxOptions, clock: Clock, judge: () => void) {
    this.#most = options.limit;
    this.#clock = clock;
    this.#judge = judge;
    this.#capacity = Math.min(options.capacity, options.limit.messages);
  }

  /** One more message of so many bytes is below any bound. */
  hasRoom(bytes: number): boolean {
    return this.size < this.#capacity && this.bytes + bytes <= this.#most.bytes;
  }

  /** One more message waits, for which there was room. */
  count(bytes: number): void {
    this.size++;
    this.bytes += bytes;
  }

  /** One more message waits. */
  add(bytes: number): void {
    this.count(bytes);
    if (this.size > this.#capacity && !this.#isWatching) this.#wait();
  }

  /** Messages wait no longer. */
  remove(count: number, bytes: number): void {
    this.size -= count;
    this.bytes -= bytes;
    if (this.#isWatching && this.size <= this.#capacity) this.end();
  }

  /** False for a message that is too much by itself. */
  canHold(bytes: number): boolean {
    return bytes <= this.#most.bytes;
  }

  /** A message of so many bytes is too much. */
  isFull(bytes: number): boolean {
    const { messages, bytes: mostBytes } = this.#most;
    return this.bytes + bytes > mostBytes || (this.#isJudging && this.size >= messages);
  }

  /** More waits than may. */
  get isExceeded(): boolean {
    return this.size > this.#most.messages;
  }

  /** An overflow is over: what waits is far below both figures. */
  get isCalm(): boolean {
    return this.size <= this.#capacity && this.bytes <= this.#most.bytes / 2;
  }

  /** Judges no more; no timer is left. */
  end(): void {
    this.#grace?.cancel();
    this.#grace = undefined;
    this.#isWatching = this.#isJudging = false;
  }

  #wait(): void {
    this.#isWatching = true;
    this.#grace = this.#clock.schedule(0, () => {
      this.#grace = undefined;
      this.#isJudging = true;
      this.#judge();
    });
  }
}
