// Waiting for what is still to be recorded. It knows no records.

import { whenAborted } from "@skep/core/base";

/** What somebody waits for. */
export interface Wait<T> {
  readonly look: () => T | undefined;
  /** Says that it did not come. */
  readonly missing: () => string;
  readonly signal: AbortSignal | undefined;
}

/** Bound: the waits that a test leaves open. */
export class Waits {
  readonly #open = new Set<{ look(): void; end(why: string): void }>();
  #ended: string | undefined;

  add<T>({ look, missing, signal }: Wait<T>): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#open.delete(wait);
        unheard?.();
      };
      const wait = {
        look() {
          const found = look();
          if (found === undefined) return;
          leave();
          resolve(found);
        },
        end(why: string) {
          leave();
          reject(new Error(`${missing()}; then ${why}.`));
        },
      };
      const unheard =
        signal &&
        whenAborted(signal, () => {
          leave();
          reject(signal.reason);
        });
      this.#open.add(wait);
      wait.look();
      if (this.#ended !== undefined) wait.end(this.#ended);
    });
  }

  /** Something came. */
  look(): void {
    for (const wait of this.#open) wait.look();
  }

  /** Nothing will come any more. */
  end(why: string): void {
    this.#ended ??= why;
    for (const wait of this.#open) wait.end(why);
  }
}
