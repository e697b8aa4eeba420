// A bounded queue with readers: what is pushed waits until somebody reads it, and the oldest go where nobody does.

import type { WaitOptions } from "../worker.ts";
import type { Clock } from "./clock.ts";
import { Fifo } from "./fifo.ts";
import { OpenReads } from "./open-reads.ts";
import { Reader, type Source } from "./reader.ts";

/**
 * Readers compete: each item goes to one. They are done after `end`, when all was read, or reject with what it was given.
 *
 * Bound: `capacity` items. Overflow: the oldest go, counted in `missed`. 1,024 calls of `next()` may be open at once; one more rejects
 * with a `BackpressureError`.
 */
export class BoundedQueue<T> implements Source, AsyncIterable<T> {
  readonly reads: OpenReads;
  readonly #capacity: number;
  readonly #items = new Fifo<T>();
  #missed = 0;

  /** With the calls of several queues in one place, their bound is that of all together. */
  constructor(capacity: number, clockOrReads: Clock | OpenReads) {
    this.#capacity = capacity;
    this.reads = clockOrReads instanceof OpenReads ? clockOrReads : new OpenReads(clockOrReads);
  }

  /** While one of its own calls waits, nothing is in it. */
  get idle(): boolean {
    return true;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Items that went unread since the last one was taken. */
  get missed(): number {
    return this.#missed;
  }

  /** Adds one, and gives it to who waits. */
  push(item: T): void {
    this.add(item);
    this.reads.serve();
  }

  /** Adds one; whoever waits is served by the owner of the calls. */
  add(item: T): void {
    this.#items.push(item);
    if (this.#items.size <= this.#capacity) return;
    this.#items.shift();
    this.#missed++;
  }

  /** The oldest, or with `max` up to so many of them. */
  take(max?: number): T | readonly T[] | undefined {
    const { size } = this.#items;
    if (size === 0) return undefined;
    this.#missed = 0;
    return max === undefined ? this.#items.shift() : this.#items.shiftMany(Math.min(max, size));
  }

  /** What waits can still be read. Then readers are done, or reject with the failure. */
  end(failure?: unknown): void {
    this.reads.end(failure);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new Reader(this);
  }

  /** The same as iterating it, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  items({ signal }: WaitOptions = {}): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => new Reader(this, signal) };
  }
}
