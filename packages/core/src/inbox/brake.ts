// Stops one peer's worker and lets it go on: what it was told, and that it is told again, sooner or later.

import { soon } from "../base/soon.ts";
import type { PeerQueue } from "./peer-queue.ts";
import type { Shares } from "./shares.ts";

/**
 * After `pause` or `full`, `resume` is called once when the queue is at its low mark, a quarter of its share:
 * in a microtask, so that no read or write is entered by another one.
 */
export class Brake {
  readonly #queue: PeerQueue;
  readonly #shares: Shares;
  resume: (() => void) | undefined;
  /** Writes are refused, until one was told so and the low mark is reached. */
  cut = false;
  #toldFull = false;
  /** Told to stop, and not yet to go on. */
  #waiting = false;
  #easing = false;

  constructor(queue: PeerQueue, shares: Shares) {
    this.#queue = queue;
    this.#shares = shares;
  }

  get isOn(): boolean {
    return this.#waiting || this.cut;
  }

  pause(): "pause" {
    this.#wait();
    return "pause";
  }

  full(): "full" {
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
    this.#goOn();
  }

  get #isLow(): boolean {
    return this.#queue.size * 4 <= this.#shares.each;
  }

  #wait(): void {
    this.#waiting = true;
    this.#shares.waiting.add(this);
  }

  #goOn(): void {
    this.#waiting = false;
    this.#shares.waiting.delete(this);
    if (this.#toldFull) this.cut = this.#toldFull = false;
    this.resume?.();
  }
}
