// When something is over: of several times that it is given, the soonest counts.

import type { Clock, Timer } from "@skep/core/base";

export class Deadline {
  readonly #clock: Clock;
  #at = Infinity;
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `over` after so many milliseconds, unless it is over sooner; `Infinity` is never. */
  set(timeout: number, over: () => void): void {
    const at = this.#clock.now() + timeout;
    if (at >= this.#at) return;
    this.#timer?.cancel();
    this.#at = at;
    this.#timer = this.#clock.schedule(timeout, over);
  }

  /** It is never over, unless a time is set afterwards. */
  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#at = Infinity;
  }
}
