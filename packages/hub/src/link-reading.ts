// Whether a link is read: it is not while there is a reason against it.

import type { Link } from "./acceptor/link.ts";

/**
 * `slow`: what waits for the client does not drain. `rate`: it has sent too much. `token`: the application is asked who has its token.
 * `publishes`: too many of its publishes wait for the engine.
 */
export type ReadingStop = "slow" | "rate" | "token" | "publishes";

export class LinkReading {
  readonly #link: Link;
  // Bound: each reason once.
  #reasons: readonly ReadingStop[] = [];
  #isReleased = false;

  constructor(link: Link) {
    this.#link = link;
  }

  /** This is one of the reasons. */
  isStopped(reason: ReadingStop): boolean {
    return this.#reasons.includes(reason);
  }

  stop(reason: ReadingStop): void {
    if (this.#isReleased || this.isStopped(reason)) return;
    if (this.#reasons.length === 0) this.#link.pause();
    this.#reasons = [...this.#reasons, reason];
  }

  go(reason: ReadingStop): void {
    if (!this.isStopped(reason)) return;
    this.#reasons = this.#reasons.filter((other) => other !== reason);
    if (this.#reasons.length === 0) this.#link.resume();
  }

  /** It is read from now on, so that its end is seen. */
  release(): void {
    this.#isReleased = true;
    if (this.#reasons.length > 0) this.#link.resume();
    this.#reasons = [];
  }
}
