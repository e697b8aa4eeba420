// The iterators of `pool.events`: each has a bounded queue of its own.

import { Fifo } from "../base/fifo.ts";
import { OpenReads } from "../inbox/open-reads.ts";
import { Reader } from "../inbox/reader.ts";
import { checkWait } from "../options/arguments.ts";
import type { WaitOptions } from "../worker.ts";
import type { PoolEvent, PoolEvents } from "./events.ts";

/** Fans records out to whoever iterates; costs nothing while nobody does. */
export class EventLog implements PoolEvents {
  readonly #capacity: number;
  readonly #reads = new OpenReads();
  // An iterator that is dropped without `return()` is let go: only its open calls hold it.
  readonly #iterators = new Set<Pick<WeakRef<EventIterator>, "deref">>();
  /** References that are kept before they are looked through. */
  #most = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(record: PoolEvent): void {
    for (const iterator of this.#live()) iterator.push(record);
    this.#reads.serve();
  }

  /** What is queued stays readable. */
  end(): void {
    this.#reads.end();
    this.#iterators.clear();
  }

  /** Hears what is told from this call on. */
  [Symbol.asyncIterator](): AsyncIterator<PoolEvent, undefined> {
    return this.#open(undefined);
  }

  records(options: WaitOptions = {}): AsyncIterable<PoolEvent> {
    checkWait(options);
    return { [Symbol.asyncIterator]: () => this.#open(options.signal) };
  }

  #open(signal: AbortSignal | undefined): EventIterator {
    const iterator = new EventIterator(this.#reads, signal, this.#capacity);
    // However long nothing is told, those that are gone are forgotten, at a price that is spread.
    if (this.#iterators.size > this.#most) this.#most = 2 * this.#live().length;
    // Some workers have no WeakRef; there, who drops an iterator has to return it.
    const weak = typeof WeakRef === "function";
    if (!this.#reads.ended)
      this.#iterators.add(weak ? new WeakRef(iterator) : { deref: () => iterator });
    return iterator;
  }

  /** Those that somebody may still read. */
  #live(): EventIterator[] {
    const live: EventIterator[] = [];
    for (const ref of this.#iterators) {
      const iterator = ref.deref();
      if (iterator?.isOver === false) live.push(iterator);
      else this.#iterators.delete(ref);
    }
    return live;
  }
}

/** Holds at most `capacity` records; the oldest go, and the next one read says how many. */
class EventIterator extends Reader<PoolEvent> {
  readonly #capacity: number;
  readonly #records = new Fifo<PoolEvent>();
  #missed = 0;

  constructor(reads: OpenReads, signal: AbortSignal | undefined, capacity: number) {
    super(reads, signal);
    this.#capacity = capacity;
  }

  push(record: PoolEvent): void {
    this.#records.push(record);
    if (this.#records.size <= this.#capacity) return;
    this.#records.shift();
    this.#missed++;
  }

  take(): PoolEvent | undefined {
    const record = this.#records.shift();
    const missed = this.#missed;
    if (record === undefined || missed === 0) return record;
    this.#missed = 0;
    return Object.freeze({ ...record, missed });
  }

  override return(): Promise<IteratorResult<PoolEvent, undefined>> {
    this.#records.shiftMany(this.#records.size);
    return super.return();
  }
}
