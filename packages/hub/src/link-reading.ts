// Whether a link is read: it is not while there is a reason against it.

import type { Link } from "./acceptor/link.ts";

/** `slow`: what waits for the client does not drain. `rate`: it has sent too much. `token`: the application is asked who has its token. */
export type ReadingStop = "slow" | "rate" | "token";

export class LinkReading {
  readonly #link: Link;
  readonly #reasons = new Set<ReadingStop>();
  #isReleased = false;

  constructor(link: Link) {
    this.#link = link;
  }

  stop(reason: ReadingStop): void {
    if (this.#isReleased) return;
    if (this.#reasons.size === 0) this.#link.pause();
    this.#reasons.add(reason);
  }

  go(reason: ReadingStop): void {
    if (this.#reasons.delete(reason) && this.#reasons.size === 0) this.#link.resume();
  }

  /** It is read from now on, so that its end is seen. */
  release(): void {
    this.#isReleased = true;
    if (this.#reasons.size > 0) this.#link.resume();
    this.#reasons.clear();
  }
}
