// The iterators over transitions: each has a bounded queue of its own.

import { BoundedQueue, type Clock, ConfigError } from "@skep/core/base";
import { checkCount, checkNames, checkSignal } from "./option-checks.ts";
import type { Transition } from "./transition.ts";

/** How transitions are read. */
export interface TransitionOptions {
  /** Ends the loop with its reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** How many may wait to be read; beyond it the oldest are dropped, and the next one that is read says how many. Default: 64; from 1. */
  readonly capacity?: number | undefined;
}

const CAPACITY = 64;
/** Iterators of one watcher or manager at once: loops that were left without `return()` have to be noticed. */
const MOST_READERS = 1_024;

/** Gives each transition to every iterator. */
export class TransitionLog {
  readonly #clock: Clock;
  // Bound: MOST_READERS. Overflow: a ConfigError. An iterator leaves by `break`, by its signal, or at the end.
  readonly #queues = new Set<TransitionQueue>();
  #isEnded = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  push(transition: Transition): void {
    for (const queue of this.#queues) queue.push(transition);
  }

  /** What waits can still be read. */
  end(): void {
    this.#isEnded = true;
    for (const queue of this.#queues) queue.end();
    this.#queues.clear();
  }

  /** `first` is what a loop is told before anything new. */
  read(options: TransitionOptions, first: () => readonly Transition[]): AsyncIterable<Transition> {
    checkNames(options, ["signal", "capacity"]);
    const { capacity = CAPACITY, signal } = options;
    checkCount("capacity", capacity, 1);
    checkSignal("signal", signal);
    return { [Symbol.asyncIterator]: () => this.#open(capacity, signal, first()) };
  }

  #open(
    capacity: number,
    signal: AbortSignal | undefined,
    first: readonly Transition[],
  ): AsyncIterator<Transition, undefined> {
    if (this.#queues.size >= MOST_READERS)
      throw new ConfigError(
        "transitions",
        `read by at most ${MOST_READERS} loops at once`,
        MOST_READERS,
      );
    const queue = new TransitionQueue(Math.max(capacity, first.length), this.#clock);
    for (const transition of first) queue.push(transition);
    if (this.#isEnded) queue.end();
    else this.#queues.add(queue);
    const reader = queue.items({ signal })[Symbol.asyncIterator]();
    return this.#leaving(queue, reader, signal);
  }

  /** The queue is forgotten when nobody can read it any more. */
  #leaving(
    queue: TransitionQueue,
    reader: AsyncIterator<Transition, undefined>,
    signal: AbortSignal | undefined,
  ): AsyncIterator<Transition, undefined> {
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

/** The next transition that is read says how many were dropped. */
class TransitionQueue extends BoundedQueue<Transition> {
  override take(): Transition | undefined {
    const { missed } = this;
    const taken = super.take() as Transition | undefined;
    return taken === undefined || missed === 0 ? taken : Object.freeze({ ...taken, missed });
  }
}
