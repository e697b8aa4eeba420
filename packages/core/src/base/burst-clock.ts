// The time of the burst of events that is being handled: a clock is read at most once in it, not once a message.

import type { Clock } from "./clock.ts";
import { soon } from "./soon.ts";

/**
 * The time now, as cheap as a field. A burst is what runs without a microtask between, such as all
 * messages of one read of a socket; they all get the same time.
 */
export class BurstClock {
  readonly #clock: Clock;
  #now: number | undefined;
  #wall: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Monotonic milliseconds, as `Clock.now`. */
  get now(): number {
    return (this.#now ??= this.#begin(this.#clock.now()));
  }

  /** Milliseconds since the epoch, as `Clock.wall`. */
  get wall(): number {
    return (this.#wall ??= this.#begin(this.#clock.wall()));
  }

  #begin(time: number): number {
    if (this.#now === undefined && this.#wall === undefined) soon(this.#end);
    return time;
  }

  readonly #end = (): void => {
    this.#now = this.#wall = undefined;
  };
}
