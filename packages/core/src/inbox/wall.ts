// The bound of a whole inbox: counts what waits, and decides which peer has to give when that is too much.

import type { Clock, Timer } from "../base/clock.ts";
import { Heap } from "../base/heap.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Busy } from "./commons.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";
import type { PeerQueue } from "./peer-queue.ts";
import type { Amount } from "./run.ts";

/**
 * Never more than `limit.bytes` wait, and no more than `limit.messages` from the macrotask on that follows
 * the passing of `capacity`: before that, what a healthy reader is about to take looks like an overflow.
 * At the wall `overflow` hits the peer with the longest queue: the one that fills the largest part of the
 * wall, in messages and bytes together; of equals, the one that writes.
 *
 * Finding it takes one look at all busy peers for an overflow, then O(log busy) a message while it lasts.
 */
export class Wall {
  size = 0;
  bytes = 0;
  readonly #options: InboxOptions;
  readonly #clock: Clock;
  readonly #busy: Busy;
  readonly #policy: OverflowPolicy;
  readonly #mark: number;
  /** The reader's macrotask. */
  #grace: Timer | undefined;
  /** The reader had its macrotask, and more than `capacity` wait. */
  #judging = false;
  /** All busy queues, from the first hit on until both figures have fallen. */
  #longest: Heap<PeerQueue> | undefined;
  /** Any of these three, and each message has to be told of. */
  alert = false;

  constructor(options: InboxOptions, clock: Clock, busy: Busy, policy: OverflowPolicy) {
    this.#options = options;
    this.#clock = clock;
    this.#busy = busy;
    this.#policy = policy;
    this.#mark = Math.min(options.capacity, options.limit.messages);
  }

  /** One more message waits in this queue. */
  rise(queue: PeerQueue, bytes: number): void {
    this.size++;
    this.bytes += bytes;
    if (this.alert || this.size > this.#mark) this.#watch(queue);
  }

  /** Messages wait no longer. */
  fall(count: number, bytes: number): void {
    this.size -= count;
    this.bytes -= bytes;
    if (this.alert && this.size <= this.#mark) this.#relax();
  }

  /** Nothing waits in this queue any more. */
  left(queue: PeerQueue): void {
    this.#longest?.remove(queue);
  }

  /** So much more is below any bound. */
  get room(): Amount {
    return { messages: this.#mark - this.size, bytes: this.#options.limit.bytes - this.bytes };
  }

  /** By what was written within that room. */
  grow({ messages, bytes }: Amount): void {
    this.size += messages;
    this.bytes += bytes;
  }

  /** False for a message that is too much by itself. */
  canHold(bytes: number): boolean {
    return bytes <= this.#options.limit.bytes;
  }

  isFull(bytes: number): boolean {
    const { limit } = this.#options;
    return this.bytes + bytes > limit.bytes || (this.#judging && this.size >= limit.messages);
  }

  /** Drops what has to go for a message of `writer`; false when that is the message itself. */
  makeRoom(writer: PeerQueue, bytes: number): boolean {
    if (!this.canHold(bytes)) return this.#deny(writer);
    while (this.isFull(bytes)) {
      const victim = this.#find(writer);
      if (victim === writer && this.#policy.overflow !== "drop-oldest") return this.#deny(writer);
      this.#hit(victim);
    }
    return true;
  }

  /** Judges no more; no timer is left. */
  end(): void {
    this.#grace?.cancel();
    this.#grace = undefined;
    this.#judging = false;
  }

  #deny(writer: PeerQueue): false {
    if (this.#policy.overflow === "disconnect") writer.brake.cut();
    return false;
  }

  #hit(victim: PeerQueue): void {
    if (this.#policy.overflow === "drop-oldest") return victim.dropOldest();
    this.#deny(victim);
    victim.dropNewest();
  }

  #watch(queue: PeerQueue): void {
    this.alert = true;
    if (this.#longest !== undefined) this.#rank(queue, this.#longest);
    if (this.size > this.#mark && !this.#judging)
      this.#grace ??= this.#clock.schedule(0, this.#judge);
  }

  readonly #judge = (): void => {
    this.#grace = undefined;
    this.#judging = true;
    while (this.size > this.#options.limit.messages) this.#hit(this.#find());
  };

  #relax(): void {
    this.end();
    if (this.bytes > this.#options.limit.bytes / 2) return;
    this.#longest = undefined;
    this.alert = false;
  }

  /** The longest; `tie` where no other is longer. */
  #find(tie?: PeerQueue): PeerQueue {
    const heap = (this.#longest ??= this.#rankAll());
    for (;;) {
      const first = heap.first as PeerQueue;
      const key = this.#keyOf(first);
      // What was read since it was ranked is noticed here.
      if (key !== first.key) this.#rank(first, heap);
      else return tie !== undefined && this.#keyOf(tie) <= key ? tie : first;
    }
  }

  #rankAll(): Heap<PeerQueue> {
    this.alert = true;
    const heap = new Heap<PeerQueue>();
    for (const queue of [...this.#busy.ready.list(), ...this.#busy.held.list()])
      this.#rank(queue, heap);
    return heap;
  }

  #rank(queue: PeerQueue, heap: Heap<PeerQueue>): void {
    queue.key = this.#keyOf(queue);
    heap.place(queue);
  }

  #keyOf({ size, bytes }: PeerQueue): number {
    const { limit } = this.#options;
    return -(size / limit.messages + bytes / limit.bytes);
  }
}
