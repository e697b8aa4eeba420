// The clock that a pool is given: manual time as rough as a platform's, a count of what the pool waits for, and what a gap in time means.

import type { Clock, Timer } from "@skep/core";
import type { ManualClock } from "@skep/core/testing";
import { hold } from "./hold.ts";

/** A timer that is later than this was held up. */
const LATE = 1_100;

/** As on real clocks, promises settle between what is scheduled and what is due, however short the delay is. */
const APART = 2e-6;

/** Delays are rounded up by less than this. */
const ROUNDED = 1.1;

/** Who is told what the clock sees. */
export interface ClockWatcher {
  /** A pool notices a late timer, or a wall clock that ran ahead, just now. */
  gap(ms: number): void;
  /** Calls what may find that an invariant does not hold. */
  guard(call: () => void): void;
}

/** As platforms do, it cuts off the fraction of a delay. */
export class WatchedClock implements Clock {
  readonly #clock: ManualClock;
  readonly #watcher: ClockWatcher;
  #skew: number;
  /** Timers fire at multiples of it only, as in a hidden page; 0 is off. */
  clamp = 0;
  /** When the timer that fires just now was asked for. */
  #firing: number | undefined;
  /** Timers that the pool holds. */
  pending = 0;
  /** What waits for a macrotask: promises that are settled, and will be heard then. */
  yielding = 0;
  /** When the one that was scheduled last is due. */
  lastAt: number = Infinity;

  /** The watcher is told of a gap just before the pool notices it. */
  constructor(clock: ManualClock, watcher: ClockWatcher) {
    this.#clock = clock;
    this.#watcher = watcher;
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
    this.#watcher.guard(() => this.#checkAgain(at));
    const fire = (): void => {
      if (this.#isDoubtful(at)) return void (timer = this.#clock.schedule(ROUNDED, fire));
      end();
      this.#notice(at);
      this.#firing = at;
      due();
      this.#firing = undefined;
    };
    let timer = this.#clock.schedule(this.#roughly(delay) + APART, fire);
    return {
      cancel: () => {
        end();
        timer.cancel();
      },
    };
  }

  /** As a timer of no delay, which is nothing that the pool holds: platforms clamp timers, not turns of the loop. */
  yield(run: () => void): void {
    this.yielding += 1;
    this.#clock.schedule(APART, () => {
      this.yielding -= 1;
      run();
    });
  }

  /** The pool, whose deadline may be a part of a millisecond earlier, may find it late or not: then it is to be late. */
  #isDoubtful(at: number): boolean {
    const late = this.now() - at;
    return late > LATE - ROUNDED && late <= LATE;
  }

  /** How long the platform waits that was asked for so many milliseconds. */
  #roughly(delay: number): number {
    const whole = Math.max(Math.trunc(delay), 0);
    if (this.clamp === 0) return whole;
    return Math.ceil((this.now() + whole) / this.clamp) * this.clamp - this.now();
  }

  /** A timer that fires and is asked for again, for the same moment, was armed for too short. */
  #checkAgain(at: number): void {
    const isEarly = this.#firing !== undefined && this.now() < this.#firing;
    hold(!isEarly || at > (this.#firing as number) + 1, "one timer a deadline", () => `at ${at}`);
  }

  #notice(at: number): void {
    const skew = this.wall() - this.now();
    const late = Math.max(this.now() - at, skew - this.#skew);
    this.#skew = skew;
    if (late > LATE) this.#watcher.gap(late);
  }
}
