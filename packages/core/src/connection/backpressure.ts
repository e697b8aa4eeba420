// Decides when the socket of one connection is paused, resumed and given up. It counts no messages and does not know the session.

import type { Clock, Timer } from "../base/clock.ts";
import { soon } from "../base/soon.ts";
import type { InboxLimit } from "../options/options.ts";

/** Messages above which a socket is paused, as in a pool. */
const HIGH_WATER = 1_024;

/** The queue whose length decides. */
export interface Crowded {
  readonly size: number;
  readonly bytes: number;
  /** Somebody has read, or tried to. */
  readonly isRead: boolean;
  dropOldest(): void;
}

/** The bounds of the queue, the clock, and who is told of an unread queue. */
export interface BackpressureRules {
  readonly limit: InboxLimit;
  readonly maxPause: number;
  readonly clock: Clock;
  /** Told when a pause has ended although nobody has ever read. */
  unread(): void;
}

/**
 * After `pause` or `full`, `resume` is called once when the queue is at its low-water mark, in a microtask, so that no read or write
 * is entered by another one. A pause that lasts for `maxPause` ends the link. While nobody has ever read, the link goes on
 * and the queue stays where it is: the oldest message goes for each that comes.
 */
export class Backpressure {
  readonly #queue: Crowded;
  readonly #rules: BackpressureRules;
  resume: () => void = nothing;
  /** Told that the link has to go, where no write is there to answer. */
  full: () => void = nothing;
  /** The source was told to stop, and not yet to go on. */
  #isWaiting = false;
  #isEasing = false;
  /** Paused for too long, while nobody has ever read. */
  #isOverdue = false;
  #timer: Timer | undefined;

  constructor(queue: Crowded, rules: BackpressureRules) {
    this.#queue = queue;
    this.#rules = rules;
  }

  /** The answer to a write whose message was kept. */
  judge(): "ok" | "pause" {
    if (!this.isOverMark) return "ok";
    if (this.#isOverdue && !this.#queue.isRead) {
      this.#queue.dropOldest();
      return "ok";
    }
    this.#isOverdue = false;
    this.#isWaiting = true;
    return "pause";
  }

  /** More waits than the high-water mark. */
  get isOverMark(): boolean {
    return this.#isAbove(1);
  }

  /** Above this part of the high-water mark. */
  #isAbove(part: number): boolean {
    const { limit } = this.#rules;
    const { size, bytes } = this.#queue;
    return (
      size > part * Math.min(HIGH_WATER, limit.messages / 2) || bytes > part * (limit.bytes / 2)
    );
  }

  get #isLow(): boolean {
    return !this.#isAbove(1 / 4);
  }

  /** The source is paused, which it may be for `maxPause`. */
  paused(): void {
    const { clock, maxPause } = this.#rules;
    this.#timer ??= clock.schedule(maxPause, () => this.#endPause());
  }

  /** The source is gone, paused or not. */
  unpaused(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #endPause(): void {
    this.#timer = undefined;
    if (this.#queue.isRead) return this.giveUpNow();
    this.#isOverdue = true;
    this.#rules.unread();
    this.resume();
  }

  /** The link has to go, where no write is there to answer. */
  giveUpNow(): void {
    this.giveUp();
    this.full();
  }

  /** The answer to a write that ends the link. The session then waits until `resume` is called. */
  giveUp(): "full" {
    this.#isWaiting = true;
    // An empty queue is never read, so no later read would call `ease`.
    if (this.#queue.size === 0) this.ease();
    return "full";
  }

  /** The owner calls this each time the queue became shorter. */
  ease(): void {
    if (!this.#isWaiting || this.#isEasing || !this.#isLow) return;
    this.#isEasing = true;
    soon(() => {
      this.#isEasing = false;
      // It may have been filled again, or have ended.
      if (this.#isWaiting && this.#isLow) this.#goOn();
    });
  }

  end(): void {
    this.resume = this.full = nothing;
    this.#goOn();
  }

  #goOn(): void {
    this.#isWaiting = this.#isOverdue = false;
    this.unpaused();
    this.resume();
  }
}

function nothing(): void {}
