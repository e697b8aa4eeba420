// One iterator over what waits to be read. Written by hand: a generator costs twice as much, and its
// `return()` waits behind a `next()` that waits.

import type { OpenReads } from "./open-reads.ts";

/** What `next()` gives; `undefined` is the end. */
export function resultOf<T>(value: T | undefined): IteratorResult<T, undefined> {
  return value === undefined ? { value: undefined, done: true } : { value, done: false };
}

/**
 * Many `next()` may be open at once, within the bound of `OpenReads`. `return()` and `throw()` settle those as done and lose
 * nothing; a signal that aborts makes them, and all that come later, reject with its reason.
 */
export abstract class Reader<T> implements AsyncIterableIterator<T, undefined> {
  readonly #reads: OpenReads;
  readonly signal: AbortSignal | undefined;
  #over = false;

  constructor(reads: OpenReads, signal: AbortSignal | undefined) {
    this.#reads = reads;
    this.signal = signal;
  }

  /** What it reads next, if that is there. */
  abstract take(): T | undefined;

  /** The same for a call that comes now, and has nobody before it. */
  read(): T | undefined {
    return this.take();
  }

  /** It gives nothing any more. */
  get isOver(): boolean {
    return this.#over || this.signal?.aborted === true;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#over) return Promise.resolve(resultOf<T>(undefined));
    if (this.signal?.aborted === true) return Promise.reject(this.signal.reason);
    const value = this.read();
    if (value === undefined) return this.#reads.wait(this);
    return Promise.resolve({ value, done: false });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#over = true;
    this.#reads.leave(this);
    return this.next();
  }

  throw(error: unknown): Promise<never> {
    void this.return();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
