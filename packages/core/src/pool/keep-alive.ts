// Keeps the process alive while a pool is open. Without it, the process would end silently when the last peer was retired.

import { type Clock, LONGEST_DELAY, type Timer } from "../base/clock.ts";

export class KeepAlive {
  readonly #clock: Clock;
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** May be called again. */
  begin(): void {
    this.#timer ??= this.#clock.schedule(LONGEST_DELAY, () => {
      this.#timer = undefined;
      this.begin();
    });
  }

  end(): void {
    this.#timer?.cancel();
  }
}
