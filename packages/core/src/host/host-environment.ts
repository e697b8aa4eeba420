// The signals of one pool: those of the environment, and the clock's own `woken`.

import type { Signal, Environment } from "../environment.ts";

/** A listener to signals. It is an object, as a function for each of many sessions would take more memory. */
interface SignalListener {
  hear(signal: Signal): void;
}

/** Attached to its source while somebody listens. */
export class HostEnvironment implements Environment {
  readonly #source: Environment;
  readonly #threw: (error: unknown) => void;
  readonly #listeners = new Set<SignalListener>();
  #unsubscribe: (() => void) | undefined;
  // The two lasting facts: each holds until its opposite is told.
  #hidden = false;
  #offline = false;

  constructor(source: Environment, threw: (error: unknown) => void) {
    this.#source = source;
    this.#threw = threw;
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    const entry = { hear: listener };
    this.join(entry);
    return () => this.leave(entry);
  }

  join(listener: SignalListener): void {
    this.#listeners.add(listener);
    // A page does not say again that it is hidden, or without a network.
    if (this.#hidden) listener.hear("hidden");
    if (this.#offline) listener.hear("offline");
    this.#unsubscribe ??= this.#source.subscribe((signal) => this.tell(signal));
  }

  /** Removes a listener. One that never joined is ignored. */
  leave(listener: object): void {
    this.#listeners.delete(listener as SignalListener);
    if (this.#listeners.size === 0) this.#detach();
  }

  /** Removes all listeners. */
  release(): void {
    this.#listeners.clear();
    this.#detach();
  }

  /**
   * Unsubscribes from the source. Signals are missed from now on, so the facts are forgotten. The source tells them again at the next
   * subscription.
   */
  #detach(): void {
    this.#hidden = false;
    this.#offline = false;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  tell(signal: Signal): void {
    if (signal === "hidden" || signal === "visible") this.#hidden = signal === "hidden";
    if (signal === "offline" || signal === "online") this.#offline = signal === "offline";
    for (const listener of this.#listeners)
      try {
        listener.hear(signal);
      } catch (error) {
        this.#threw(error);
      }
  }
}
