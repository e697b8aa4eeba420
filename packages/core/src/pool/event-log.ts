// The iterators of `pool.events`: each has a bounded queue of its own.

import type { Clock } from "../base/clock.ts";
import { BoundedQueue } from "../base/bounded-queue.ts";
import { OpenReads } from "../base/open-reads.ts";
import { Reader } from "../base/reader.ts";
import { withHeaders } from "../base/with-headers.ts";
import { checkWait } from "../options/arguments.ts";
import type { WaitOptions } from "../worker.ts";
import type { ConnectedRecord, PoolEvent, PoolEvents } from "./events.ts";

type EventReader = Reader<PoolEvent, EventQueue>;

/** Fans records out to whoever iterates; costs nothing while nobody does. */
export class EventLog implements PoolEvents {
  readonly #capacity: number;
  readonly #reads: OpenReads;
  // An iterator that is dropped without `return()` is let go: only its open calls hold it.
  readonly #iterators = new Set<Pick<WeakRef<EventReader>, "deref">>();
  /** References that are kept before they are looked through. */
  #most = 0;

  constructor(capacity: number, clock: Clock) {
    this.#reads = new OpenReads(clock);
    this.#capacity = capacity;
  }

  push(record: PoolEvent): void {
    for (const { source } of this.#live()) source.add(record);
    this.#reads.serve();
  }

  /** What is queued stays readable. */
  end(): void {
    this.#reads.end();
    this.#iterators.clear();
  }

  [Symbol.asyncIterator](): AsyncIterator<PoolEvent, undefined> {
    return this.#open();
  }

  records(options: WaitOptions = {}): AsyncIterable<PoolEvent> {
    checkWait(options);
    return { [Symbol.asyncIterator]: () => this.#open(options.signal) };
  }

  #open(signal?: AbortSignal): EventReader {
    const reader: EventReader = new Reader(new EventQueue(this.#capacity, this.#reads), signal);
    // However long nothing is told, those that are gone are forgotten, at a price that is spread.
    if (this.#iterators.size > this.#most) this.#most = 2 * this.#live().length;
    // Some workers have no WeakRef; there, who drops an iterator has to return it.
    const ref = globalThis.WeakRef ? new WeakRef(reader) : { deref: () => reader };
    if (!this.#reads.ended) this.#iterators.add(ref);
    return reader;
  }

  /** Those that somebody may still read. */
  #live(): EventReader[] {
    const live: EventReader[] = [];
    for (const ref of this.#iterators) {
      const reader = ref.deref();
      if (reader?.isOver === false) live.push(reader);
      else this.#iterators.delete(ref);
    }
    return live;
  }
}

/** Holds at most `capacity` records; the oldest go, and the next one read says how many. */
class EventQueue extends BoundedQueue<PoolEvent> {
  override take(): PoolEvent | undefined {
    const { missed } = this;
    const record = super.take() as PoolEvent | undefined;
    if (record === undefined || missed === 0) return record;
    const { headers } = record as Partial<ConnectedRecord>;
    return Object.freeze(withHeaders({ ...record, missed }, headers));
  }
}
