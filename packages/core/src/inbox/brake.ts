// Stops one peer's worker and lets it go on: what it was told, and that it is told again, sooner or later.

import type { Clock, Timer } from "../base/clock.ts";
import { soon } from "../base/soon.ts";
import type { InboxOptions } from "../options/options.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";
import type { PeerQueue } from "./peer-queue.ts";
import type { Shares } from "./shares.ts";

/** What all brakes of one inbox share. */
export interface BrakeLaw {
  readonly shares: Shares;
  readonly clock: Clock;
  readonly options: InboxOptions;
  readonly policy: OverflowPolicy;
}

/**
 * After `pause` or `full`, `resume` is called once when the queue is at its low mark, a quarter of its share:
 * in a microtask, so that no read or write is entered by another one. A pause that lasts for `maxPause` ends
 * as `overflow` says: the link is given up, or its messages meet the wall. While nobody has ever read, the link goes on and
 * its queue stays at its share: the oldest message goes for each that comes.
 */
export class Brake {
  readonly #queue: PeerQueue;
  readonly #law: BrakeLaw;
  resume: (() => void) | undefined;
  /** Told that the link has to go, where no write is there to answer. */
  full: (() => void) | undefined;
  #cut = false;
  #toldFull = false;
  /** Told to stop, and not yet to go on. */
  #waiting = false;
  #easing = false;
  /** Paused for too long, and allowed to meet the wall. */
  #overdue = false;
  #patience: Timer | undefined;

  constructor(queue: PeerQueue, law: BrakeLaw) {
    this.#queue = queue;
    this.#law = law;
  }

  /** Writes are refused, until one was told so and the low mark is reached. */
  get isCut(): boolean {
    return this.#cut;
  }

  get isOn(): boolean {
    return this.#waiting || this.#cut;
  }

  /** What a write above its share is told. */
  pause(): "ok" | "pause" {
    const { policy } = this.#law;
    // Since it went on unread, somebody has read: a pause makes sense again.
    if (policy.overflow === "disconnect") this.#overdue = false;
    if (!this.#overdue) {
      this.#wait();
      return "pause";
    }
    if (policy.isUnread) this.#queue.dropOldest();
    return "ok";
  }

  /** The source is paused, which it may be for `maxPause`. */
  paused(): void {
    if (!this.#waiting) return;
    const { clock, options } = this.#law;
    this.#patience ??= clock.schedule(options.maxPause, () => this.#endPause());
  }

  /** The source is gone, paused or not. */
  unpaused(): void {
    this.#patience?.cancel();
    this.#patience = undefined;
  }

  /** The link has to go; the write under way says so, or else `full` is called. */
  cut(): void {
    if (this.#cut) return;
    this.#cut = true;
    soon(() => {
      if (this.#cut && !this.#toldFull && this.full !== undefined) {
        this.refuse();
        this.full();
      }
    });
  }

  /** What a write to a cut link is told. */
  refuse(): "full" {
    this.#toldFull = true;
    this.#wait();
    // Where nothing waits, nothing will become less.
    if (this.#queue.size === 0) this.ease();
    return "full";
  }

  /** To be called when the queue became shorter, or its share larger. */
  ease(): void {
    if (!this.#waiting || this.#easing || !this.#isLow) return;
    this.#easing = true;
    soon(() => {
      this.#easing = false;
      // It may have been filled again, or have ended.
      if (this.#waiting && this.#isLow) this.#goOn();
    });
  }

  end(): void {
    this.resume = undefined;
    this.full = undefined;
    this.#goOn();
  }

  get #isLow(): boolean {
    return this.#law.shares.isLow(this.#queue);
  }

  #wait(): void {
    this.#waiting = true;
    this.#law.shares.waiting.add(this);
  }

  #endPause(): void {
    const { policy } = this.#law;
    this.#patience = undefined;
    policy.warn();
    if (policy.overflow === "disconnect") this.cut();
    else this.#overdue = true;
    // A worker that is only told by its writes has to be let write.
    if (this.#overdue || this.full === undefined) this.resume?.();
  }

  #goOn(): void {
    this.#waiting = this.#overdue = false;
    this.unpaused();
    this.#law.shares.waiting.delete(this);
    if (this.#toldFull) this.#cut = this.#toldFull = false;
    this.resume?.();
  }
}
