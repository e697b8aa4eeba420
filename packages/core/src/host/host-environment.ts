// The signals of one pool: those of the environment, and the clock's own `woken`.

import type { Signal, Environment } from "../environment.ts";

/** Attached to its source while somebody listens. */
export class HostEnvironment implements Environment {
  readonly #source: Environment;
  readonly #threw: (error: unknown) => void;
  readonly #listeners = new Set<(signal: Signal) => void>();
  #detach: (() => void) | undefined;
  /** What stays so until the opposite is told. */
  #hidden = false;
  #offline = false;

  constructor(source: Environment, threw: (error: unknown) => void) {
    this.#source = source;
    this.#threw = threw;
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    this.#listeners.add(listener);
    // A page does not say again that it is hidden, or without a network.
    if (this.#hidden) listener("hidden");
    if (this.#offline) listener("offline");
    this.#detach ??= this.#source.subscribe((signal) => this.tell(signal));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#leave();
    };
  }

  /** Nobody is told any more, also those who never left. */
  release(): void {
    this.#listeners.clear();
    this.#leave();
  }

  /** What happens from now on is not heard: whoever comes next is told by the source how things are. */
  #leave(): void {
    this.#hidden = false;
    this.#offline = false;
    this.#detach?.();
    this.#detach = undefined;
  }

  tell(signal: Signal): void {
    if (signal === "hidden" || signal === "visible") this.#hidden = signal === "hidden";
    if (signal === "offline" || signal === "online") this.#offline = signal === "offline";
    for (const listener of this.#listeners)
      try {
        listener(signal);
      } catch (error) {
        this.#threw(error);
      }
  }
}
