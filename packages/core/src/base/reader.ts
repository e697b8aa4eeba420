// One iterator over what waits to be read. Written by hand: a generator costs twice as much, and its
// `return()` waits behind a `next()` that waits.

import type { OpenReads } from "./open-reads.ts";

/** What `next()` gives; `undefined` is the end. */
export function resultOf<T>(value: T | undefined): IteratorResult<T, undefined> {
  return value === undefined ? { value: undefined, done: true } : { value, done: false };
}

/** What iterators read. */
export interface ReadSource {
  /** The calls of `next()` that wait. */
  readonly reads: OpenReads;
  /** No earlier call waits, so a new call of `next()` may take an item at once. */
  readonly mayTake: boolean;
  /** The next item, or with `max` a batch of up to `max` items; undefined where none is there. */
  take(max: number | undefined): unknown;
}

/**
 * Many `next()` may be open at once, within the bound of `OpenReads`. `return()` and `throw()` settle those as done and lose
 * nothing; a signal that aborts makes them, and all that come later, reject with its reason.
 */
export class Reader<T, S extends ReadSource = ReadSource> implements AsyncIterableIterator<
  T,
  undefined
> {
  readonly source: S;
  readonly signal: AbortSignal | undefined;
  /** The largest size of a batch; undefined where items are read one by one. */
  readonly max: number | undefined;
  #over = false;

  constructor(source: S, signal?: AbortSignal, max?: number) {
    this.source = source;
    this.signal = signal;
    this.max = max;
  }

  /** The iterator gives nothing any more. */
  get isOver(): boolean {
    return this.#over || this.signal?.aborted === true;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const { source } = this;
    if (this.isOver) return this.#end();
    const value = source.mayTake ? this.take() : undefined;
    if (value === undefined) return source.reads.wait(this);
    return Promise.resolve({ value, done: false });
  }

  #end(): Promise<IteratorResult<T, undefined>> {
    const { budget } = this.source.reads;
    if (this.#over) return budget.spend(Promise.resolve(resultOf<T>(undefined)));
    return budget.spend(Promise.reject(this.signal?.reason));
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#over = true;
    this.source.reads.leave(this);
    return this.next();
  }

  throw(error: unknown): Promise<never> {
    void this.return();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next item or batch; undefined where none is there. */
  take(): T | undefined {
    return this.source.take(this.max) as T | undefined;
  }
}
