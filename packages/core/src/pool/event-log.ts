// The iterators of `pool.events`: each has a bounded queue of its own.

import type { Clock } from "../base/clock.ts";
import { Fifo } from "../base/fifo.ts";
import { withHeaders } from "../base/with-headers.ts";
import { OpenReads } from "../inbox/open-reads.ts";
import { Reader, type Source } from "../inbox/reader.ts";
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
    for (const { source } of this.#live()) source.push(record);
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
    const reader: EventReader = new Reader(new EventQueue(this.#reads, this.#capacity), signal);
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
class EventQueue implements Source {
  readonly reads: OpenReads;
  readonly #capacity: number;
  readonly #records = new Fifo<PoolEvent>();
  #missed = 0;

  constructor(reads: OpenReads, capacity: number) {
    this.reads = reads;
    this.#capacity = capacity;
  }

  /** While one of its own calls waits, nothing is in it. */
  get idle(): boolean {
    return true;
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
    const { headers } = record as Partial<ConnectedRecord>;
    return Object.freeze(withHeaders({ ...record, missed }, headers));
  }
}
