// Where a function can be suspended: it passes the gate between two pieces of its work. The gate does not know the worker.

import { type Settle, whenAborted } from "@skep/core/base";
import { waitUntil } from "../wait-until.ts";
import type { WaitOptions } from "../worker.ts";

/** What a function has of its gate. */
export interface Gate {
  /**
   * Returns at once while nobody wants the function to rest, and waits until it may go on where somebody does. Rejects with the reason of
   * the worker's signal, or of `signal`, whichever aborts: a suspended function can be stopped. Call it wherever the work can rest; a
   * function that never does cannot be suspended.
   */
  check(options?: WaitOptions): Promise<void>;
}

/**
 * Any number of checks may wait at once. Bound: as many as the function has begun. Those that wait when `open` is called go on, whatever
 * `close` is called afterwards.
 */
export class SuspendGate implements Gate {
  readonly #signal: AbortSignal;
  readonly #changed: (isResting: boolean) => void;
  #isClosed = false;
  readonly #resting = new Set<Settle>();

  /** `changed` is told when the first check waits, and when none does any more. */
  constructor(signal: AbortSignal, changed: (isResting: boolean) => void) {
    this.#signal = signal;
    this.#changed = changed;
  }

  /** A check waits. */
  get isResting(): boolean {
    return this.#resting.size > 0;
  }

  close(): void {
    this.#isClosed = true;
  }

  open(): void {
    this.#isClosed = false;
    // Each leaves the set as it is settled.
    for (const settle of this.#resting) settle();
  }

  async check({ signal }: WaitOptions = {}): Promise<void> {
    this.#signal.throwIfAborted();
    signal?.throwIfAborted();
    if (!this.#isClosed) return;
    await waitUntil(signal, (settle) => this.#rest(settle));
  }

  /** Ends with `settle` of the wait, or with the cleanup that is returned. */
  #rest(settle: Settle): () => void {
    const leave = (): void => {
      unsubscribe();
      if (this.#resting.delete(end) && !this.isResting) this.#changed(false);
    };
    const end: Settle = (error) => {
      leave();
      settle(error);
    };
    const unsubscribe = whenAborted(this.#signal, () => end(this.#signal.reason));
    this.#resting.add(end);
    if (this.#resting.size === 1) this.#changed(true);
    return leave;
  }
}
