// The time of the burst of events that is being handled: a clock is read at most once in it, not once a message.

import type { Clock } from "./clock.ts";
import { soon } from "./soon.ts";

/**
 * The time now, as cheap as a field in the midst of a burst: of what runs without a microtask between, such as all
 * messages of one read of a socket. They get the same time from the moment on at which the burst was seen to be one.
 */
export class BurstClock {
  readonly #clock: Clock;
  readonly #ended: (() => void) | undefined;
  /** Bursts so far. */
  count = 0;
  #isBurst = false;
  #now: number | undefined;
  #wall: number | undefined;

  /** `ended` is told of the end of each burst. */
  constructor(clock: Clock, ended?: () => void) {
    this.#clock = clock;
    this.#ended = ended;
  }

  /** Monotonic milliseconds, as `Clock.now`. */
  get now(): number {
    return this.#now ?? this.#readNow();
  }

  /** Milliseconds since the epoch, as `Clock.wall`. */
  get wall(): number {
    return this.#wall ?? this.#readWall();
  }

  /** More may follow: what is read now holds until a microtask. A message by itself is spared the microtask. */
  begin(): void {
    if (this.#isBurst) return;
    this.#isBurst = true;
    this.count++;
    soon(this.#end);
  }

  #readNow(): number {
    const now = this.#clock.now();
    if (this.#isBurst) this.#now = now;
    return now;
  }

  #readWall(): number {
    const wall = this.#clock.wall();
    if (this.#isBurst) this.#wall = wall;
    return wall;
  }

  readonly #end = (): void => {
    this.#isBurst = false;
    this.#now = this.#wall = undefined;
    this.#ended?.();
  };
}
