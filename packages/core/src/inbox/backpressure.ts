// Stops the source of one queue and lets it go on: what its worker was told, and that it is told again, sooner or later.

import type { Clock, Timer } from "../base/clock.ts";
import { soon } from "../base/soon.ts";
import type { InboxListener } from "../inbox-writer.ts";
import type { InboxHost } from "./inbox-host.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";

/** The queue whose length decides. */
export interface BackpressureQueue {
  readonly size: number;
  readonly bytes: number;
  readonly host: InboxHost;
  readonly listener: InboxListener | undefined;
}

/** What all queues of one inbox share. */
export interface BackpressureRules {
  readonly clock: Clock;
  readonly maxPause: number;
  readonly policy: OverflowPolicy;
  /** Who was told to pause or to give up, or will be. */
  readonly waiting: Set<Backpressure>;
  /** At the low-water mark. */
  isLow(queue: BackpressureQueue): boolean;
}

/**
 * After `pause` or `full`, `resume` is called once when the queue is at its low-water mark, in a microtask, so that no read or write
 * is entered by another one. A pause that lasts for `maxPause` ends as `overflow` says: the link is given up, or its messages
 * meet the limit. While nobody has ever read, the link goes on and its queue stays where it is: the oldest message goes for each
 * that comes.
 */
export class Backpressure {
  readonly #queue: BackpressureQueue;
  readonly #rules: BackpressureRules;
  #isCut = false;
  #wasToldFull = false;
  /** Told to stop, and not yet to go on. */
  #isWaiting = false;
  #isRechecking = false;
  /** Paused for too long, and allowed to meet the limit. */
  #isOverdue = false;
  #timer: Timer | undefined;

  constructor(queue: BackpressureQueue, rules: BackpressureRules) {
    this.#queue = queue;
    this.#rules = rules;
  }

  /** Writes are refused, until one was told so and the low-water mark is reached. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get isOn(): boolean {
    return this.#isWaiting || this.#isCut;
  }

  /** What a write above the high-water mark is told; after `drop-oldest` it is told `ok`. */
  pause(): "ok" | "pause" | "drop-oldest" {
    const { policy } = this.#rules;
    // Since it went on unread, somebody has read: a pause makes sense again.
    if (policy.overflow === "disconnect") this.#isOverdue = false;
    if (this.#isOverdue) return policy.isUnread ? "drop-oldest" : "ok";
    this.#wait();
    return "pause";
  }

  /** The source is paused, which it may be for `maxPause`. */
  paused(): void {
    if (!this.#isWaiting) return;
    const { clock, maxPause } = this.#rules;
    this.#timer ??= clock.schedule(maxPause, () => this.#endPause());
  }

  /** The source is gone, paused or not. */
  unpaused(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** The link has to go; the write under way says so, or else `full` is called. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#rules.waiting.add(this);
    soon(() => {
      const { listener } = this.#queue;
      if (!this.#isCut || this.#wasToldFull || listener?.full === undefined) return;
      this.refuse();
      listener.full();
    });
  }

  /** What a write to a cut link is told. */
  refuse(): "full" {
    this.#wasToldFull = true;
    this.#wait();
    // A queue that is low already may never become shorter.
    this.recheck();
    return "full";
  }

  /** To be called when the queue became shorter, or its high-water mark higher. */
  recheck(): void {
    if (!this.#isWaiting || this.#isRechecking || !this.#isLow) return;
    this.#isRechecking = true;
    soon(() => {
      this.#isRechecking = false;
      // It may have been filled again, or have ended.
      if (this.#isWaiting && this.#isLow) this.#goOn();
    });
  }

  /** There is no mark any more: whoever waits goes on. */
  end(): void {
    if (this.#isWaiting) this.#goOn();
    this.#isCut = false;
    this.#rules.waiting.delete(this);
  }

  get #isLow(): boolean {
    return this.#rules.isLow(this.#queue);
  }

  #wait(): void {
    this.#isWaiting = true;
    this.#rules.waiting.add(this);
  }

  #endPause(): void {
    const { policy } = this.#rules;
    const { host, listener } = this.#queue;
    this.#timer = undefined;
    policy.warn(host);
    if (policy.overflow === "disconnect") this.cut();
    else this.#isOverdue = true;
    // A worker that is only told by its writes has to be let write.
    if (this.#isOverdue || listener?.full === undefined) listener?.resume();
  }

  #goOn(): void {
    this.#isWaiting = this.#isOverdue = false;
    this.unpaused();
    if (this.#wasToldFull) this.#isCut = this.#wasToldFull = false;
    if (!this.#isCut) this.#rules.waiting.delete(this);
    this.#queue.listener?.resume();
  }
}
