// The iterators of `pool.events`: each has a bounded queue of its own.

import type { PoolEvent } from "./events.ts";

type Result = IteratorResult<PoolEvent, undefined>;

const DONE: Result = { done: true, value: undefined };

/** Fans records out to whoever iterates; costs nothing while nobody does. */
export class EventLog implements AsyncIterable<PoolEvent> {
  readonly #capacity: number;
  readonly #iterators = new Set<EventIterator>();
  #ended = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(record: PoolEvent): void {
    for (const iterator of this.#iterators) iterator.push(record);
  }

  /** What is queued stays readable. */
  end(): void {
    this.#ended = true;
    for (const iterator of this.#iterators) iterator.end();
    this.#iterators.clear();
  }

  /** Hears what is told from this call on. */
  [Symbol.asyncIterator](): AsyncIterator<PoolEvent, undefined> {
    const iterator = new EventIterator(this.#capacity, () => this.#iterators.delete(iterator));
    if (this.#ended) iterator.end();
    else this.#iterators.add(iterator);
    return iterator;
  }
}

/** Holds at most `capacity` records; the oldest go, and the next one read says how many. */
class EventIterator implements AsyncIterator<PoolEvent, undefined> {
  readonly #capacity: number;
  readonly #leave: () => void;
  readonly #waiting: ((result: Result) => void)[] = [];
  #queue: PoolEvent[] = [];
  #head = 0;
  #missed = 0;
  #ended = false;

  constructor(capacity: number, leave: () => void) {
    this.#capacity = capacity;
    this.#leave = leave;
  }

  push(record: PoolEvent): void {
    const reader = this.#waiting.shift();
    if (reader !== undefined) return reader({ done: false, value: record });
    this.#queue.push(record);
    if (this.#queue.length - this.#head <= this.#capacity) return;
    this.#takeOldest();
    this.#missed++;
  }

  end(): void {
    this.#ended = true;
    for (const reader of this.#waiting.splice(0)) reader(DONE);
  }

  next(): Promise<Result> {
    const record = this.#takeOldest();
    if (record !== undefined) return Promise.resolve({ done: false, value: this.#mark(record) });
    if (this.#ended) return Promise.resolve(DONE);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<Result> {
    this.#leave();
    this.#queue = [];
    this.#head = 0;
    this.end();
    return Promise.resolve(DONE);
  }

  #mark(record: PoolEvent): PoolEvent {
    const missed = this.#missed;
    this.#missed = 0;
    return missed === 0 ? record : Object.freeze({ ...record, missed });
  }

  /** By a head index, as `shift` is slow on long arrays; the front is cut off when it is the larger half. */
  #takeOldest(): PoolEvent | undefined {
    const record = this.#queue[this.#head];
    if (record === undefined) return undefined;
    this.#head++;
    if (this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return record;
  }
}
