// The lines of one output of a process: the newest are kept, and any number of readers get them all from there on.

import { type Clock, Fifo, OpenReads, Reader, type ReadSource, whenAborted } from "@skep/core/base";

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
 * Readers keep no lines of their own: what was dropped before one came to it, it has missed.
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
  readonly #cursors = new Set<LineCursor>();
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
    const cursor = new LineCursor(this.#lines, this.#clock);
    if (this.#isEnded) cursor.reads.end();
    else this.#cursors.add(cursor);
    const leave = (): void => void this.#cursors.delete(cursor);
    const unsubscribe = signal && whenAborted(signal, leave);
    return new LineReader(cursor, { signal, missed }, () => {
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
    for (const { reads } of this.#cursors) reads.serve();
  }

  /** Nothing more comes. */
  end(): void {
    this.#isEnded = true;
    for (const { reads } of this.#cursors) reads.end();
    this.#cursors.clear();
  }
}

/** Where one reader is in the lines that are kept. */
class LineCursor implements ReadSource {
  readonly reads: OpenReads;
  readonly mayTake = true;
  readonly #lines: Fifo<string>;
  /** The lines before the next one, from the first that was ever kept. */
  #at: number;

  constructor(lines: Fifo<string>, clock: Clock) {
    this.reads = new OpenReads(clock);
    this.#lines = lines;
    this.#at = lines.removed;
  }

  /** Goes on to the oldest line that is kept. Returns how many are passed over. */
  skip(): number {
    const missed = Math.max(0, this.#lines.removed - this.#at);
    this.#at += missed;
    return missed;
  }

  take(): string | undefined {
    const line = this.#lines.at(this.#at - this.#lines.removed);
    if (line !== undefined) this.#at++;
    return line;
  }
}

/** By hand, as the `return()` of a generator waits behind a `next()` that waits. */
class LineReader implements AsyncIterableIterator<string, undefined> {
  readonly #cursor: LineCursor;
  readonly #reader: Reader<string>;
  readonly #missed: ReadLinesOptions["missed"];
  readonly #leave: () => void;

  constructor(cursor: LineCursor, { missed, signal }: ReadLinesOptions, leave: () => void) {
    this.#cursor = cursor;
    this.#reader = new Reader(cursor, signal);
    this.#missed = missed;
    this.#leave = leave;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    const missed = this.#cursor.skip();
    const next = this.#reader.next();
    if (missed > 0) this.#missed?.(missed);
    const result = await next;
    // A signal may live longer than the output.
    if (result.done === true) this.#leave();
    return result;
  }

  return(): Promise<IteratorResult<string, undefined>> {
    this.#leave();
    return this.#reader.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
