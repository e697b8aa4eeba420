// The calls of `whenConnected()` that wait for a peer.

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

  /** Settles all waits: with an error they reject, and without one the peer is connected. */
  settle(error: unknown): void {
    for (const settle of this.#waiting) settle(error);
    this.#waiting.clear();
  }
}
