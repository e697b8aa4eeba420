// The signals of one pool: those of the environment, and the clock's own `woken`.

import type { Signal, Signals } from "../signals.ts";

/** Attached to its source while somebody listens. */
export class PoolSignals implements Signals {
  readonly #source: Signals;
  readonly #listeners = new Set<(signal: Signal) => void>();
  #detach: (() => void) | undefined;

  constructor(source: Signals) {
    this.#source = source;
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    this.#detach ??= this.#source.subscribe((signal) => this.tell(signal));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#detach?.();
      this.#detach = undefined;
    };
  }

  tell(signal: Signal): void {
    for (const listener of this.#listeners) listener(signal);
  }
}
