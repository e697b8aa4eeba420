// The iterators over the records of a supervisor: each has a bounded queue of its own.

import { BoundedQueue, type Clock, ConfigError } from "@skep/core/base";
import type { SupervisorRecord } from "./records.ts";

/** Records that wait for one reader. Overflow: the oldest are dropped, and the next one that is read says how many. */
const CAPACITY = 1_024;
/** Iterators at once: loops that were left without `return()` have to be noticed. */
const MOST_READERS = 1_024;

/** Gives each record to every iterator. */
export class RecordLog {
  readonly #clock: Clock;
  // Bound: MOST_READERS. Overflow: a ConfigError. An iterator leaves by `break`, by its signal, or at the end.
  readonly #queues = new Set<RecordQueue>();
  #isEnded = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  push(record: SupervisorRecord): void {
    for (const queue of this.#queues) queue.push(record);
  }

  /** What waits can still be read. */
  end(): void {
    this.#isEnded = true;
    for (const queue of this.#queues) queue.end();
    this.#queues.clear();
  }

  read(signal: AbortSignal | undefined): AsyncIterable<SupervisorRecord> {
    return { [Symbol.asyncIterator]: () => this.#open(signal) };
  }

  #open(signal: AbortSignal | undefined): AsyncIterator<SupervisorRecord, undefined> {
    if (this.#queues.size >= MOST_READERS)
      throw new ConfigError("records", `read by at most ${MOST_READERS} loops`, MOST_READERS);
    const queue = new RecordQueue(CAPACITY, this.#clock);
    if (this.#isEnded) queue.end();
    else this.#queues.add(queue);
    const reader = queue.items({ signal })[Symbol.asyncIterator]();
    const leave = (): void => void this.#queues.delete(queue);
    return {
      next: async () => {
        try {
          return await reader.next();
        } catch (error) {
          if (signal?.aborted === true) leave();
          throw error;
        }
      },
      return: async () => {
        leave();
        return (await reader.return?.()) ?? { value: undefined, done: true };
      },
    };
  }
}

class RecordQueue extends BoundedQueue<SupervisorRecord> {
  override take(): SupervisorRecord | undefined {
    const { missed } = this;
    const taken = super.take() as SupervisorRecord | undefined;
    return taken === undefined || missed === 0 ? taken : Object.freeze({ ...taken, missed });
  }
}
