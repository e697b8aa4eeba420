// Calls of `next()` that wait for something to read, first come, first served. This file does not know what is read.

import { BackpressureError } from "../errors.ts";
import type { Clock } from "./clock.ts";
import { handled } from "./handled.ts";
import { MacrotaskBudget } from "./macrotask-budget.ts";
import { onAbortUntil } from "./on-abort-until.ts";
import { type Reader, resultOf } from "./reader.ts";

/** Far more than a program needs at once: this many mean that a program races `next()` with something else in a loop. */
const OPEN_READS = 1_024;

interface OpenRead {
  readonly reader: Reader<unknown>;
  readonly resolve: (result: IteratorResult<never, undefined>) => void;
  readonly reject: (reason: unknown) => void;
  /** What the caller was given. */
  promise?: Promise<unknown>;
}

const nothing = (): void => {};

/**
 * An open call keeps its iterator in memory, as somebody may wait for its promise. The `return()` or the signal of that iterator
 * ends the call. A program cannot detect that a promise is no longer awaited.
 */
export class OpenReads {
  // Bound: OPEN_READS. Overflow: a BackpressureError.
  #open: OpenRead[] = [];
  ended = false;
  /** The failure that ended the source, if one did: readers reject with it when everything was read. */
  #failure: unknown;
  /** Calls that reject, or that give no value, spend it: an application may loop over them. A call that gives a value spends nothing. */
  readonly budget: MacrotaskBudget;

  constructor(clock: Clock) {
    this.budget = new MacrotaskBudget(clock);
  }

  get first(): Reader<unknown> | undefined {
    return this.#open[0]?.reader;
  }

  /** Opens a call for a reader that found nothing to take. */
  wait<T>(reader: Reader<T>): Promise<IteratorResult<T, undefined>> {
    if (this.#open.length >= OPEN_READS)
      return this.budget.spend(Promise.reject(new BackpressureError(undefined, OPEN_READS)));
    let open!: OpenRead;
    const read = new Promise<IteratorResult<T, undefined>>((resolve, reject) => {
      open = { reader, resolve, reject };
    });
    open.promise = read;
    this.#open.push(open);
    if (this.ended) return this.#done(read);
    const { signal } = reader;
    // Listens no longer than the call is open, or an iterator that is dropped would be held by its signal.
    if (signal) onAbortUntil(signal, read.then(nothing, nothing), () => this.leave(reader, signal));
    return read;
  }

  #done<T>(read: Promise<T>): Promise<T> {
    this.serve();
    return handled(this.budget.spend(read));
  }

  /** Gives this value to the call that has waited longest. At least one call has to be open. */
  feed(value: unknown): void {
    this.#open.shift()?.resolve(resultOf(value as never));
  }

  /** Settles every open call whose reader can take something. */
  serve(): void {
    for (let at = 0; at < this.#open.length;) {
      const value = this.#open[at]?.reader.take();
      if (value === undefined && !this.ended) at++;
      else this.#settle(this.#open.splice(at, 1)[0] as OpenRead, value);
    }
  }

  #settle({ resolve, reject, promise }: OpenRead, value: unknown): void {
    if (value !== undefined || this.#failure === undefined)
      return resolve(resultOf(value as never));
    // Perhaps nobody awaits this promise any more: its rejection must not end the process.
    void handled(promise as Promise<unknown>);
    reject(this.#failure);
  }

  /** Settles what a reader still waits for: as done, or with the reason of its signal. */
  leave(reader: Reader<unknown>, aborted?: AbortSignal): void {
    this.#open = this.#open.filter((read) => {
      if (read.reader !== reader) return true;
      if (aborted) read.reject(aborted.reason);
      else read.resolve(resultOf<never>(undefined));
      return false;
    });
  }

  /** No message is added after this; what is there can still be read. */
  end(failure?: unknown): void {
    this.ended = true;
    this.#failure = failure;
    this.serve();
  }
}
