// The clock that a pool is given: manual time, a count of what the pool waits for, and what a gap in time means.

import type { Clock, Timer } from "@skep/core";
import type { ManualClock } from "@skep/core/testing";

/** A timer that is later than this was held up. */
const LATE = 1_000;

/** As on real clocks, promises settle between what is scheduled and what is due, however short the delay is. */
const APART = 2e-6;

export class WatchedClock implements Clock {
  readonly #clock: ManualClock;
  readonly #onGap: (ms: number) => void;
  #skew: number;
  /** Timers that the pool holds. */
  pending = 0;
  /** What waits for a macrotask: promises that are settled, and will be heard then. */
  yielding = 0;
  /** When the one that was scheduled last is due. */
  lastAt: number = Infinity;

  /** `onGap` is told what a pool notices of late timers and of a wall clock that ran ahead, just before it does. */
  constructor(clock: ManualClock, onGap: (ms: number) => void) {
    this.#clock = clock;
    this.#onGap = onGap;
    this.#skew = clock.wall() - clock.now();
  }

  now(): number {
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall();
  }

  schedule(delay: number, due: () => void): Timer {
    // A delay below zero is of what is late already.
    const at = this.now() + delay;
    let isPending = true;
    const end = (): void => {
      if (isPending) this.pending -= 1;
      isPending = false;
    };
    this.pending += 1;
    this.lastAt = at;
    const timer = this.#clock.schedule(Math.max(delay, 0) + APART, () => {
      end();
      this.#notice(at);
      due();
    });
    return {
      cancel: () => {
        end();
        timer.cancel();
      },
    };
  }

  /** As a timer of no delay, which is nothing that the pool holds. */
  yield(run: () => void): void {
    this.yielding += 1;
    this.#clock.schedule(APART, () => {
      this.yielding -= 1;
      run();
    });
  }

  #notice(at: number): void {
    const skew = this.wall() - this.now();
    const late = Math.max(this.now() - at, skew - this.#skew);
    this.#skew = skew;
    if (late > LATE) this.#onGap(late);
  }
}
