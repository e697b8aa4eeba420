// The bound of a whole inbox: counts what waits, and at the wall decides which peer has to give.

import type { Clock, Timer } from "../base/clock.ts";
import type { InboxOptions } from "../options/options.ts";
import { Largest } from "./largest.ts";
import type { Busy, PeerQueue } from "./peer-queue.ts";

/**
 * Never more than `limit.bytes` wait, and no more than `limit.messages` from the macrotask on that follows
 * the passing of `capacity`; before that, a burst that a healthy reader is about to take looks like an
 * overflow. Above the wall `overflow` hits the peer that has most of what there is too much of, messages or
 * bytes; where several have, the one that writes.
 *
 * Finding it takes one look at all busy peers for an overflow, then O(log busy) a message while it lasts.
 */
export class Wall {
  size = 0;
  bytes = 0;
  readonly #options: InboxOptions;
  readonly #clock: Clock;
  readonly #busy: Busy;
  readonly #mark: number;
  /** The reader's macrotask. */
  #grace: Timer | undefined;
  /** The reader had its macrotask, and yet more than `capacity` wait. */
  #judging = false;
  /** Exist from the first hit until both figures have fallen far enough. */
  #longest: Largest<PeerQueue> | undefined;
  #heaviest: Largest<PeerQueue> | undefined;
  /** Any of these four: costs the calm one comparison. */
  #alert = false;

  constructor(options: InboxOptions, clock: Clock, busy: Busy) {
    this.#options = options;
    this.#clock = clock;
    this.#busy = busy;
    this.#mark = Math.min(options.capacity, options.limit.messages);
  }

  /** A message waits now in this queue. */
  rise(queue: PeerQueue, bytes: number): void {
    this.size++;
    this.bytes += bytes;
    if (this.#alert || this.size > this.#mark) this.#watch(queue);
  }

  /** Messages wait no longer. */
  fall(count: number, bytes: number): void {
    this.size -= count;
    this.bytes -= bytes;
    if (this.#alert) this.#relax();
  }

  /** Nothing of this queue waits any more. */
  left(queue: PeerQueue): void {
    this.#longest?.remove(queue);
    this.#heaviest?.remove(queue);
  }

  /** False for a message that is alone too much. */
  canHold(bytes: number): boolean {
    return bytes <= this.#options.limit.bytes;
  }

  isFull(bytes: number): boolean {
    return this.#isHeavy(bytes) || (this.#judging && this.size >= this.#options.limit.messages);
  }

  /** Drops what has to go for a message of `writer`; false when that is the message itself. */
  makeRoom(writer: PeerQueue, bytes: number): boolean {
    if (!this.canHold(bytes)) {
      if (this.#options.overflow === "disconnect") writer.cut();
      return false;
    }
    while (this.isFull(bytes)) {
      const most = this.#isHeavy(bytes) ? this.#mostBytes() : this.#mostMessages();
      if (!this.#hit(most.find(writer), writer)) return false;
    }
    return true;
  }

  /** Takes the reader's macrotask away, with its timer. */
  end(): void {
    this.#grace?.cancel();
    this.#grace = undefined;
  }

  #isHeavy(bytes: number): boolean {
    return this.bytes + bytes > this.#options.limit.bytes;
  }

  /** False when the victim writes, and is to lose what it writes. */
  #hit(victim: PeerQueue, writer?: PeerQueue): boolean {
    const { overflow } = this.#options;
    if (overflow === "drop-oldest") {
      victim.dropOldest();
      return true;
    }
    if (overflow === "disconnect") victim.cut();
    if (victim === writer) return false;
    victim.dropNewest();
    return true;
  }

  #mostMessages(): Largest<PeerQueue> {
    return (this.#longest ??= this.#largest((queue) => queue.size));
  }

  #mostBytes(): Largest<PeerQueue> {
    return (this.#heaviest ??= this.#largest((queue) => queue.bytes));
  }

  #largest(figure: (queue: PeerQueue) => number): Largest<PeerQueue> {
    this.#alert = true;
    const { ready, held } = this.#busy;
    return new Largest([...ready.list(), ...held.list()], figure);
  }

  #watch(queue: PeerQueue): void {
    this.#alert = true;
    this.#longest?.grown(queue);
    this.#heaviest?.grown(queue);
    if (this.size > this.#mark && !this.#judging)
      this.#grace ??= this.#clock.schedule(0, this.#judge);
  }

  readonly #judge = (): void => {
    this.#grace = undefined;
    this.#judging = true;
    while (this.size > this.#options.limit.messages) this.#hit(this.#mostMessages().find());
  };

  #relax(): void {
    if (this.size > this.#mark) return;
    this.end();
    this.#judging = false;
    if (this.bytes > this.#options.limit.bytes / 2) return;
    this.#longest = this.#heaviest = undefined;
    this.#alert = false;
  }
}
