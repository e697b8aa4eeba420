// The signals of one pool: those of the environment, and the clock's own `woken`.

import type { Signal, Environment } from "../environment.ts";

/** Who hears signals; an object, as a function for each of many sessions would weigh more. */
interface Hearer {
  hear(signal: Signal): void;
}

/** Attached to its source while somebody listens. */
export class HostEnvironment implements Environment {
  readonly #source: Environment;
  readonly #threw: (error: unknown) => void;
  readonly #hearers = new Set<Hearer>();
  #detach: (() => void) | undefined;
  /** What stays so until the opposite is told. */
  #hidden = false;
  #offline = false;

  constructor(source: Environment, threw: (error: unknown) => void) {
    this.#source = source;
    this.#threw = threw;
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    const hearer = { hear: listener };
    this.join(hearer);
    return () => this.leave(hearer);
  }

  join(hearer: Hearer): void {
    this.#hearers.add(hearer);
    // A page does not say again that it is hidden, or without a network.
    if (this.#hidden) hearer.hear("hidden");
    if (this.#offline) hearer.hear("offline");
    this.#detach ??= this.#source.subscribe((signal) => this.tell(signal));
  }

  /** Also of one that never joined. */
  leave(hearer: object): void {
    this.#hearers.delete(hearer as Hearer);
    if (this.#hearers.size === 0) this.#leave();
  }

  /** Nobody is told any more, also those who never left. */
  release(): void {
    this.#hearers.clear();
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
    for (const hearer of this.#hearers)
      try {
        hearer.hear(signal);
      } catch (error) {
        this.#threw(error);
      }
  }
}
