// The timers of one dial, so that none outlives it. It knows no faults.

import type { Clock, Timer } from "@skep/core";
import type { ManualClock } from "@skep/core/testing";

/** Schedules on a clock, and can take back all that is still to come. */
export class Timers {
  readonly clock: Clock;
  readonly #timers = new Set<Timer>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Returns how to take it back. Never, if `delay` is not finite. */
  after(delay: number, due: () => void): () => void {
    if (!Number.isFinite(delay)) return () => {};
    const timer = this.clock.schedule(delay, () => {
      this.#timers.delete(timer);
      due();
    });
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
      timer.cancel();
    };
  }

  /** Of a clock that can; a script for others is refused. */
  jump(by: number): void {
    (this.clock as Partial<ManualClock>).jump?.(by);
  }

  release(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}
