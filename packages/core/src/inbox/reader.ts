// One iterator over the inbox, of messages or of batches. Written by hand: a generator costs twice as
// much, and its `return()` waits behind a `next()` that waits.

import type { Readers } from "./readers.ts";

/** What `next()` gives; `undefined` is the end. */
export function resultOf<T>(value: T | undefined): IteratorResult<T, undefined> {
  return value === undefined ? { value: undefined, done: true } : { value, done: false };
}

/** Many `next()` may be open at once. `return()` and `throw()` settle those as done and lose no message. */
export class Reader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #readers: Readers;
  /** Of a batch; undefined for messages one by one. */
  readonly #max: number | undefined;
  #over = false;

  constructor(readers: Readers, max?: number) {
    this.#readers = readers;
    this.#max = max;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#over) return Promise.resolve(resultOf<T>(undefined));
    const value = this.#readers.idle ? this.take() : undefined;
    if (value === undefined) return this.#readers.wait(this);
    return Promise.resolve({ value, done: false });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#over = true;
    this.#readers.leave(this);
    return this.next();
  }

  throw(error: unknown): Promise<never> {
    void this.return();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** True where a message must not wait for the rest of its burst. */
  get single(): boolean {
    return this.#max === undefined;
  }

  /** What it reads next, if that is there. */
  take(): T | undefined {
    return (this.#max === undefined ? this.#readers.take() : this.#readers.takeBatch(this.#max)) as
      | T
      | undefined;
  }
}
