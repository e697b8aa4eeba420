// Calls of `next()` that wait for something to read, first come, first served. It does not know what is read.

import { BackpressureError } from "../errors.ts";
import type { Clock } from "./clock.ts";
import { handled } from "./handled.ts";
import { MacrotaskBudget } from "./macrotask-budget.ts";
import { onAbort } from "./on-abort.ts";
import { type Reader, resultOf } from "./reader.ts";

/** Far more than a program needs at once: as many mean that each is raced with something, and forgotten. */
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
 * An open call holds its iterator, as somebody may wait for its promise. What takes it back is the `return()` or the signal of
 * that iterator; nobody can tell of a promise that nobody waits for any more.
 */
export class OpenReads {
  // Bound: OPEN_READS. Overflow: a BackpressureError.
  #open: OpenRead[] = [];
  ended = false;
  /** Why nothing comes any more, where that is a failure: told to who reads when nothing is left. */
  #failure: unknown;
  /** Spent by calls that give nothing: an application may loop over those, and reading is exempt. */
  readonly budget: MacrotaskBudget;

  constructor(clock: Clock) {
    this.budget = new MacrotaskBudget(clock);
  }

  get first(): Reader<unknown> | undefined {
    return this.#open[0]?.reader;
  }

  /** For one who found nothing. */
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
    if (signal) onAbort(signal, read.then(nothing, nothing), () => this.leave(reader, signal));
    return read;
  }

  #done<T>(read: Promise<T>): Promise<T> {
    this.serve();
    return handled(this.budget.spend(read));
  }

  /** Gives this to who waits longest; somebody has to. */
  feed(value: unknown): void {
    this.#open.shift()?.resolve(resultOf(value as never));
  }

  /** Lets all read for whom there is something. */
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
    // Nobody may wait for it any more, and that must not end a process.
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
