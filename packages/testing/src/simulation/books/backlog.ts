// What moved of one link's backlog on its way out, and what of that its client must have seen.

import type { ManualClock } from "@skep/core/testing";

export class Backlog {
  readonly #clock: ManualClock;
  /** Within so many milliseconds a client that runs has looked at a backlog. */
  readonly #looks: () => number;
  /** When the network took something last. */
  movedAt = 0;
  /** When the client had seen at the latest what moved while it looked rarely. */
  foundAt: number = -Infinity;
  /** When it took something, and the client looked before and after it, while something was left over. */
  provedAt = 0;
  #since: number | undefined;
  /** When something moved that the client may not have seen yet. */
  #unseenAt: number | undefined;

  constructor(clock: ManualClock, looks: () => number) {
    this.#clock = clock;
    this.#looks = looks;
  }

  /** The network took something, or all of it. */
  moved(isAll: boolean): void {
    const now = this.#clock.now();
    this.movedAt = now;
    // That proves nothing: the buffers of the client's machine had room for it.
    if (isAll) return this.gone();
    if (!this.#isSeen(this.#since)) return;
    if (this.#isSeen(this.#unseenAt)) {
      this.provedAt = this.#unseenAt as number;
      this.#unseenAt = now;
    }
    this.#unseenAt ??= now;
  }

  /**
   * The client looks, and has looked rarely `since` then, once in `every` milliseconds. What moved meanwhile was found at
   * the look behind it, or is found now; it may have moved just then, as far as the client can know.
   */
  looked(since: number, every: number): void {
    if (this.movedAt > since) this.foundAt = Math.min(this.#clock.now(), this.movedAt + every);
  }

  #isSeen(at: number | undefined): boolean {
    return at !== undefined && this.#clock.now() - at > this.#looks();
  }

  gone(): void {
    this.#since = undefined;
    this.#unseenAt = undefined;
  }

  left(): void {
    this.#since ??= this.#clock.now();
  }

  /** Nothing ran for so long, and so nobody has looked: what moved just before is seen now. */
  overslept(ms: number): void {
    const now = this.#clock.now();
    if (this.#since !== undefined) this.#since = now;
    this.#unseenAt = undefined;
    if (now - ms - this.movedAt < this.#looks()) this.movedAt = now;
  }
}
