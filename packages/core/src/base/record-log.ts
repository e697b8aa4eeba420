// Records of what has happened, each given to every loop that reads. It knows nothing of what they say.

import { ConfigError } from "../errors.ts";
import { readByFew } from "../words/requirements.ts";
import { BoundedQueue } from "./bounded-queue.ts";
import type { Clock } from "./clock.ts";
import { Reader } from "./reader.ts";
import type { WaitOptions } from "./wait-options.ts";

/** Each record has room for a count: the records before it that its reader did not get, as it read too slowly. */
export interface LogRecord {
  readonly missed?: number;
}

/** How one loop reads. */
export interface LogReading<T> extends WaitOptions {
  /** How many records may wait for it. Overflow: the oldest are dropped, and the next one that it reads says how many. */
  readonly capacity: number;
  /** What it is told before anything new, asked when it begins. Default: nothing. */
  readonly first?: () => readonly T[];
}

/** Loops at once: those that were left without `return()` have to be noticed. */
const MOST_READERS = 1_024;

export class RecordLog<T extends LogRecord> {
  readonly #name: string;
  readonly #clock: Clock;
  // Bound: MOST_READERS. Overflow: a ConfigError. A loop that is over leaves with the next record, or with the next loop.
  readonly #readers = new Set<Reader<T, RecordQueue<T>>>();
  #isEnded = false;

  /** `name` is what an error calls the records. */
  constructor(name: string, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
  }

  push(record: T): void {
    this.#forgetOver();
    for (const { source } of this.#readers) source.push(record);
  }

  /** What waits can still be read. Then loops are over. */
  end(): void {
    this.#isEnded = true;
    for (const { source } of this.#readers) source.end();
    this.#readers.clear();
  }

  /** Each loop over it has a queue of its own. It rejects with the reason of the signal. */
  read(reading: LogReading<T>): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.#open(reading) };
  }

  #open({ capacity, first, signal }: LogReading<T>): AsyncIterator<T, undefined> {
    this.#forgetOver();
    if (this.#readers.size >= MOST_READERS)
      throw new ConfigError(this.#name, readByFew(MOST_READERS), MOST_READERS);
    const records = first?.() ?? [];
    const queue = new RecordQueue<T>(Math.max(capacity, records.length), this.#clock);
    for (const record of records) queue.push(record);
    const reader = new Reader<T, RecordQueue<T>>(queue, signal);
    if (this.#isEnded) queue.end();
    else this.#readers.add(reader);
    return reader;
  }

  #forgetOver(): void {
    for (const reader of this.#readers) if (reader.isOver) this.#readers.delete(reader);
  }
}

/** The next record that is read says how many were dropped. */
class RecordQueue<T extends LogRecord> extends BoundedQueue<T> {
  override take(): T | undefined {
    const { missed } = this;
    const record = super.take() as T | undefined;
    return record === undefined || missed === 0 ? record : Object.freeze({ ...record, missed });
  }
}
