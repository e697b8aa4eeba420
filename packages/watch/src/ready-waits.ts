// The calls of `whenReady` that wait.

import { abortable, checkNames, checkSignal, type Settle } from "@skep/core/base";

/** What a wait takes. */
export interface WaitOptions {
  /** Ends the wait with its reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Of one watcher or group. */
export class ReadyWaits {
  // Bound: the calls that wait, which their signals and the end of the watcher or group settle.
  readonly #waiting = new Set<Settle>();
  #ended: Error | undefined;

  /** Resolves at once where it is ready. Rejects with a `ConfigError`, the reason of the signal, and what `end` was given. */
  wait(options: WaitOptions, isReady: () => boolean): Promise<void> {
    try {
      checkNames(options, ["signal"]);
      checkSignal("signal", options.signal);
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.reject(this.#ended);
    return abortable(options.signal, (settle) => {
      if (isReady()) settle();
      else this.#waiting.add(settle);
      return () => this.#waiting.delete(settle);
    });
  }

  ready(): void {
    this.#settle();
  }

  /** Nobody can wait any more. */
  end(error: Error): void {
    this.#ended = error;
    this.#settle(error);
  }

  #settle(error?: Error): void {
    for (const settle of this.#waiting) settle(error);
    this.#waiting.clear();
  }
}
