// The iterators of `pool.events`: each has a bounded queue of its own.

import { Fifo } from "../base/fifo.ts";
import { withHeaders } from "../base/with-headers.ts";
import { resultOf } from "../inbox/reader.ts";
import type { ConnectedRecord, PoolEvent } from "./events.ts";

type Result = IteratorResult<PoolEvent, undefined>;

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
  #records = new Fifo<PoolEvent>();
  #missed = 0;
  #ended = false;

  constructor(capacity: number, leave: () => void) {
    this.#capacity = capacity;
    this.#leave = leave;
  }

  push(record: PoolEvent): void {
    const reader = this.#waiting.shift();
    if (reader !== undefined) return reader(resultOf(record));
    this.#records.push(record);
    if (this.#records.size <= this.#capacity) return;
    this.#records.shift();
    this.#missed++;
  }

  end(): void {
    this.#ended = true;
    for (const reader of this.#waiting.splice(0)) reader(resultOf<PoolEvent>(undefined));
  }

  next(): Promise<Result> {
    const record = this.#records.shift();
    if (record === undefined && !this.#ended)
      return new Promise((resolve) => this.#waiting.push(resolve));
    return Promise.resolve(resultOf(record && this.#mark(record)));
  }

  return(): Promise<Result> {
    this.#leave();
    this.#records = new Fifo();
    this.end();
    return this.next();
  }

  #mark(record: PoolEvent): PoolEvent {
    const missed = this.#missed;
    this.#missed = 0;
    if (missed === 0) return record;
    const { headers } = record as Partial<ConnectedRecord>;
    return Object.freeze(withHeaders({ ...record, missed }, headers));
  }
}
