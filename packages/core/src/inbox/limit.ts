// The limit of a whole inbox: counts what waits, and says when that is too much. It does not know whose messages they are.

import type { Clock, Timer } from "../base/clock.ts";
import type { InboxLimit, InboxOptions } from "../options/options.ts";

/**
 * The bound on bytes always holds. The bound on messages holds after a grace of one macrotask, which begins when more than `capacity`
 * messages wait. Without the grace, messages that a healthy reader is about to take would look like an overflow.
 */
export class Limit {
  /** Messages that were accepted so far. */
  accepted = 0;
  #gone = 0;
  bytes = 0;
  readonly #most: InboxLimit;
  readonly #clock: Clock;
  readonly #judge: () => void;
  readonly #capacity: number;
  /** With fewer messages than this, only the bound on bytes has to be looked at: the capacity, or 0 while an overflow lasts. */
  #room: number;
  /** More messages than the capacity wait: the grace has begun, or is over. */
  #isWatching = false;
  /** The timer of the grace. */
  #grace: Timer | undefined;
  /** The grace is over: the bound on messages holds. */
  #isJudging = false;

  /** `judge` is called when the grace is over. */
  constructor(options: InboxOptions, clock: Clock, judge: () => void) {
    this.#most = options.limit;
    this.#clock = clock;
    this.#judge = judge;
    this.#capacity = this.#room = Math.min(options.capacity, options.limit.messages);
  }

  /** Messages that wait. */
  get size(): number {
    return this.accepted - this.#gone;
  }

  /** One more message of so many bytes is below any bound. */
  hasRoom(bytes: number): boolean {
    return this.size < this.#room && this.bytes + bytes <= this.#most.bytes;
  }

  /** While an overflow lasts, no message has room without further checks. */
  set isOverflowing(isOverflowing: boolean) {
    this.#room = isOverflowing ? 0 : this.#capacity;
  }

  /** One more message waits, for which there was room. */
  count(bytes: number): void {
    this.accepted++;
    this.bytes += bytes;
  }

  /** One more message waits. */
  add(bytes: number): void {
    this.count(bytes);
    if (this.size > this.#capacity && !this.#isWatching) this.#wait();
  }

  /** One message was accepted that does not wait. */
  pass(): void {
    this.accepted++;
    this.#gone++;
  }

  /** Messages wait no longer. */
  remove(count: number, bytes: number): void {
    this.#gone += count;
    this.bytes -= bytes;
    if (this.#isWatching && this.size <= this.#capacity) this.end();
  }

  /** False for a message that alone exceeds the limit. */
  canHold(bytes: number): boolean {
    return bytes <= this.#most.bytes;
  }

  /** One more message of so many bytes would exceed the limit. */
  isFull(bytes: number): boolean {
    const { messages, bytes: mostBytes } = this.#most;
    return this.bytes + bytes > mostBytes || (this.#isJudging && this.size >= messages);
  }

  /** More messages wait than the limit allows. */
  get isExceeded(): boolean {
    return this.size > this.#most.messages;
  }

  /** An overflow is over: the messages that wait are far below both bounds. */
  get isCalm(): boolean {
    return this.size <= this.#capacity && this.bytes <= this.#most.bytes / 2;
  }

  /** Stops judging and cancels the timer. */
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
