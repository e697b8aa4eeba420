// A bounded queue with readers: an item waits until it is read. When the queue is full, the oldest item is dropped.

import type { WaitOptions } from "./wait-options.ts";
import type { Clock } from "./clock.ts";
import { Fifo } from "./fifo.ts";
import { OpenReads } from "./open-reads.ts";
import { Reader, type ReadSource } from "./reader.ts";

/**
 * Readers compete: each item goes to one. After `end`, when all items were read, readers are done, or reject with the failure
 * that `end` was given.
 *
 * Bound: `capacity` items. Overflow: the oldest are dropped, counted in `missed`. 1,024 calls of `next()` may be open at once; one more rejects
 * with a `BackpressureError`.
 */
export class BoundedQueue<T> implements ReadSource, AsyncIterable<T> {
  readonly reads: OpenReads;
  readonly #capacity: number;
  readonly #items = new Fifo<T>();
  #missed = 0;

  /** Several queues may share one `OpenReads`: its bound then holds for all of them together. */
  constructor(capacity: number, clockOrReads: Clock | OpenReads) {
    this.#capacity = capacity;
    this.reads = clockOrReads instanceof OpenReads ? clockOrReads : new OpenReads(clockOrReads);
  }

  /** Always true: a call of `next()` waits only while the queue is empty, so no item can be taken out of turn. */
  get mayTake(): boolean {
    return true;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Items that were dropped unread since the last one was taken. */
  get missed(): number {
    return this.#missed;
  }

  /** Adds an item and serves the readers that wait. */
  push(item: T): void {
    this.add(item);
    this.reads.serve();
  }

  /** Adds an item and serves no reader: the caller calls `reads.serve()` afterwards. */
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

  /** Items that wait can still be read. Then readers are done, or reject with the failure. */
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
