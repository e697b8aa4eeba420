// The iterators of `pool.events`: each has a bounded queue of its own.

import type { Clock } from "../base/clock.ts";
import { BoundedQueue } from "../base/bounded-queue.ts";
import { OpenReads } from "../base/open-reads.ts";
import { Reader } from "../base/reader.ts";
import { withHeaders } from "../base/with-headers.ts";
import { checkWait } from "../options/arguments.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import type { ConnectedRecord, PoolEvent, PoolEvents } from "./events.ts";

type EventReader = Reader<PoolEvent, EventQueue>;

/** Gives each record to every iterator. It costs nothing while there is no iterator. */
export class EventLog implements PoolEvents {
  readonly #capacity: number;
  readonly #reads: OpenReads;
  // An iterator that is dropped without `return()` can be collected: only its open calls keep it in memory.
  readonly #iterators = new Set<Pick<WeakRef<EventReader>, "deref">>();
  /** The number of references above which those to collected iterators are removed. */
  #sweepAbove = 0;

  constructor(capacity: number, clock: Clock) {
    this.#reads = new OpenReads(clock);
    this.#capacity = capacity;
  }

  /** Somebody may still read. */
  get isRead(): boolean {
    return this.#live().length > 0;
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
    // Collected iterators are removed here too, as no record may come for a long time. Doubling the bound keeps the average cost constant.
    if (this.#iterators.size > this.#sweepAbove) this.#sweepAbove = 2 * this.#live().length;
    // Some edge runtimes have no WeakRef. There, an iterator stays in memory until its `return()` is called.
    const ref = globalThis.WeakRef ? new WeakRef(reader) : { deref: () => reader };
    if (!this.#reads.ended) this.#iterators.add(ref);
    return reader;
  }

  /** The iterators that somebody may still read. */
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

/** Holds at most `capacity` records. The oldest are dropped, and the next record that is read says how many. */
class EventQueue extends BoundedQueue<PoolEvent> {
  override take(): PoolEvent | undefined {
    const { missed } = this;
    const record = super.take() as PoolEvent | undefined;
    if (record === undefined || missed === 0) return record;
    const { headers } = record as Partial<ConnectedRecord>;
    return Object.freeze(withHeaders({ ...record, missed }, headers));
  }
}
