// One call at a random moment, so that many peers that are asked at once do not act at once.

import type { Timer } from "../base/clock.ts";
import type { PoolPlugin } from "../worker.ts";

export class Spread {
  #at = Infinity;
  #timer: Timer | undefined;

  /** Calls `act` within so many milliseconds; where a call is planned already, the earlier moment counts. */
  within(
    ms: number,
    { clock, random }: Pick<PoolPlugin, "clock" | "random">,
    act: () => void,
  ): void {
    const delay = random() * ms;
    const at = clock.now() + delay;
    if (at >= this.#at) return;
    this.cancel();
    this.#at = at;
    this.#timer = clock.schedule(delay, () => {
      this.cancel();
      act();
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#at = Infinity;
  }
}
