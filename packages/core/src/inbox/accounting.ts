// Updates limit, shares and turns when a queue becomes longer or shorter. It drops nothing.

import type { Clock } from "../base/clock.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Backpressure } from "./backpressure.ts";
import { Limit } from "./limit.ts";
import { Longest } from "./longest.ts";
import type { PeerQueue } from "./peer-queue.ts";
import { Shares } from "./shares.ts";
import { Turns } from "./turns.ts";

export class Accounting<T> {
  readonly limit: Limit;
  readonly shares: Shares;
  readonly turns: Turns<T>;
  /** The backpressure of each source that was told to pause or to give up, or is about to be told. */
  readonly waiting: Set<Backpressure> = new Set();
  readonly #options: InboxOptions;
  /** The ranking of queues. It exists while an overflow lasts. */
  #longest: Longest<PeerQueue<T>> | undefined;
  /** The largest number of busy peers since the paused queues were last rechecked. */
  #mostBusy = 1;

  /** `judge` is called when `limit.messages` takes effect: in the macrotask after `capacity` was passed. */
  constructor(options: InboxOptions, clock: Clock, judge: () => void) {
    this.#options = options;
    this.limit = new Limit(options, clock, judge);
    this.shares = new Shares(options);
    this.turns = new Turns(clock);
  }

  /** One more message waits in this queue. */
  added(queue: PeerQueue<T>, bytes: number): void {
    this.limit.add(bytes);
    if (this.#longest !== undefined) this.#longest.rank(queue);
    if (!this.turns.isReady(queue)) this.place(queue);
  }

  /** `count` messages left this queue, which held `before` bytes until then. */
  removed(queue: PeerQueue<T>, count: number, before: number): void {
    this.limit.remove(count, before - queue.bytes);
    if (this.#longest !== undefined && this.limit.isCalm) this.#calm();
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
    return (this.#longest ??= this.#rankAll()).find(tie);
  }

  #rankAll(): Longest<PeerQueue<T>> {
    this.limit.isOverflowing = true;
    return new Longest(this.#options.limit, this.turns.list());
  }

  #calm(): void {
    this.limit.isOverflowing = false;
    this.#longest = undefined;
  }

  /**
   * Fewer busy peers have larger shares, and so a paused queue can come below its low-water mark. The paused queues are rechecked only
   * when the shares have doubled: the cost of one recheck is then spread over at least as many calls as there are busy peers.
   */
  #divide(): void {
    const { busyCount: busy } = this.turns;
    if (busy === this.shares.busy) return;
    this.shares.divide(busy);
    if (busy > this.#mostBusy || this.waiting.size === 0) this.#mostBusy = busy;
    else if (2 * busy <= this.#mostBusy) {
      this.#mostBusy = busy;
      for (const backpressure of this.waiting) backpressure.recheck();
    }
  }
}
