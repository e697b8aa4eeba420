// What follows where a queue became longer or shorter: for the limit, for the shares, for whose turn it is. It drops nothing.

import type { Clock } from "../base/clock.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Backpressure } from "./backpressure.ts";
import { Limit } from "./limit.ts";
import { Longest } from "./longest.ts";
import type { PeerQueue } from "./peer-queue.ts";
import { Shares } from "./shares.ts";
import { Turns } from "./turns.ts";

export class Levels<T> {
  readonly limit: Limit;
  readonly shares: Shares;
  readonly turns: Turns<T>;
  /** Who was told to pause or to give up, or will be. */
  readonly waiting: Set<Backpressure> = new Set();
  readonly #options: InboxOptions;
  /** There from the first hit of an overflow on until it is over. */
  #longest: Longest<PeerQueue<T>> | undefined;
  /** The most peers that were busy since all who wait were looked at. */
  #mostBusy = 1;

  /** `judge` is called in the macrotask from which on messages count. */
  constructor(options: InboxOptions, clock: Clock, judge: () => void) {
    this.#options = options;
    this.limit = new Limit(options, clock, judge);
    this.shares = new Shares(options);
    this.turns = new Turns(clock);
  }

  /** One more message in this queue is a count, and nothing follows from it. */
  hasRoom(queue: PeerQueue<T>, bytes: number): boolean {
    return (
      queue.isPlain &&
      this.#longest === undefined &&
      this.limit.hasRoom(bytes) &&
      this.shares.hasRoom(queue, bytes)
    );
  }

  /** One more message waits in this queue. */
  added(queue: PeerQueue<T>, bytes: number): void {
    this.limit.add(bytes);
    if (this.#longest !== undefined) this.#longest.rank(queue);
    if (!this.turns.isReady(queue)) this.place(queue);
  }

  /** So many wait no longer; so many bytes waited in their queue before. */
  removed(queue: PeerQueue<T>, count: number, before: number): void {
    this.limit.remove(count, before - queue.bytes);
    if (this.#longest !== undefined && this.limit.isCalm) this.#longest = undefined;
    if (queue.readable === undefined) this.place(queue);
    if (queue.backpressure !== undefined) queue.backpressure.recheck();
  }

  /** What waits in this queue can be read now, or no more. */
  place(queue: PeerQueue<T>): void {
    if (!this.turns.place(queue)) return;
    if (queue.size === 0) this.#longest?.remove(queue);
    this.#divide();
  }

  /** The longest queue; `tie` where no other is longer. */
  longest(tie?: PeerQueue<T>): PeerQueue<T> {
    return (this.#longest ??= new Longest(this.#options.limit, this.turns.list())).find(tie);
  }

  /**
   * A queue can come below its low-water mark because shares grow. They must have doubled for a look at all who wait, so that its price
   * is spread over as many calls.
   */
  #divide(): void {
    const { busy } = this.turns;
    if (busy === this.shares.busy) return;
    this.shares.divide(busy);
    if (busy > this.#mostBusy || this.waiting.size === 0) this.#mostBusy = busy;
    else if (2 * busy <= this.#mostBusy) {
      this.#mostBusy = busy;
      for (const backpressure of this.waiting) backpressure.recheck();
    }
  }
}
