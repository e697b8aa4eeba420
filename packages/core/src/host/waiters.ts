// Those who wait for a peer to be connected.

import { abortReason } from "../base/abort-reason.ts";
import { abortable, type Settle } from "../base/abortable.ts";
import type { LinkError } from "../errors.ts";

/** Bound: the calls of `whenConnected()` that a program leaves open. */
export class Waiters {
  readonly #waiting = new Set<Settle>();

  /** `lastFailure` is asked for when the wait is aborted. */
  wait(signal: AbortSignal | undefined, lastFailure: () => LinkError | undefined): Promise<void> {
    return abortable(
      signal,
      (settle) => {
        this.#waiting.add(settle);
        return () => this.#waiting.delete(settle);
      },
      ({ reason }) => abortReason(reason, lastFailure()),
    );
  }

  /** With an error, or because it is connected. */
  settle(error: unknown): void {
    for (const settle of this.#waiting) settle(error);
    this.#waiting.clear();
  }
}
