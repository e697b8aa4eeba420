// The lines of one output of a process: the newest are kept, and any number of readers get them all from there on.

import { BoundedQueue, type Clock, Fifo, whenAborted } from "@skep/core/base";

/** How lines are read. */
export interface ReadLinesOptions {
  /** Ends the reading with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Told before the next line how many this reader has not been given, as it was too slow for them. Default: nobody. */
  readonly missed?: ((count: number) => void) | undefined;
}

/**
 * One output of a process, line by line. A line ends with `\n` or `\r\n`; one of more than 8,192 UTF-16 code units is cut into several. What is no
 * UTF-8 becomes U+FFFD. Iterating it gives first the lines that are kept, then those that come, and ends when the output has.
 *
 * Bound: the newest `outputLines`, and 1,048,576 UTF-16 code units of them. Overflow: the oldest line is dropped. The process never waits.
 */
export interface OutputLines extends AsyncIterable<string> {
  /** The lines that are kept, the oldest first. */
  recent(): string[];
  /** Iterates the lines that are kept and those that come. Each reader gets all of them, unless it is slower than the output for long. */
  read(options?: ReadLinesOptions): AsyncIterableIterator<string, undefined>;
}

/** UTF-16 code units, as a process may write few lines, but long ones. */
const MOST_LENGTH = 1_048_576;

export class OutputRing implements OutputLines {
  readonly #capacity: number;
  readonly #clock: Clock;
  readonly #lines = new Fifo<string>();
  // Bound: as many as the application reads at once. One leaves by `return()`, by its signal, or at the end.
  readonly #readers = new Set<BoundedQueue<string>>();
  #length = 0;
  #isEnded = false;

  constructor(capacity: number, clock: Clock) {
    this.#capacity = capacity;
    this.#clock = clock;
  }

  recent(): string[] {
    return Array.from({ length: this.#lines.size }, (_, index) => this.#lines.at(index) ?? "");
  }

  read({ missed, signal }: ReadLinesOptions = {}): AsyncIterableIterator<string, undefined> {
    const queue = new BoundedQueue<string>(this.#capacity, this.#clock);
    for (const line of this.recent()) queue.add(line);
    if (this.#isEnded) queue.end();
    else this.#readers.add(queue);
    const leave = (): void => void this.#readers.delete(queue);
    const unsubscribe = signal && whenAborted(signal, leave);
    return new LineReader(queue, { signal, missed }, () => {
      leave();
      unsubscribe?.();
    });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<string, undefined> {
    return this.read();
  }

  push(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
    while (this.#lines.size > this.#capacity || this.#length > MOST_LENGTH)
      this.#length -= this.#lines.shift()?.length ?? 0;
    for (const queue of this.#readers) queue.push(line);
  }

  /** Nothing more comes. */
  end(): void {
    this.#isEnded = true;
    for (const queue of this.#readers) queue.end();
    this.#readers.clear();
  }
}

/** By hand, as the `return()` of a generator waits behind a `next()` that waits. */
class LineReader implements AsyncIterableIterator<string, undefined> {
  readonly #queue: BoundedQueue<string>;
  readonly #lines: AsyncIterator<string, undefined>;
  readonly #missed: ReadLinesOptions["missed"];
  readonly #leave: () => void;

  constructor(queue: BoundedQueue<string>, options: ReadLinesOptions, leave: () => void) {
    this.#queue = queue;
    this.#lines = queue.items(options)[Symbol.asyncIterator]();
    this.#missed = options.missed;
    this.#leave = leave;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    const { missed } = this.#queue;
    const next = this.#lines.next();
    if (missed > 0) this.#missed?.(missed);
    const result = await next;
    // A signal may live longer than the output.
    if (result.done === true) this.#leave();
    return result;
  }

  return(): Promise<IteratorResult<string, undefined>> {
    this.#leave();
    return this.#lines.return?.() ?? Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
