// The time of the burst of events that is being handled: a clock is read at most once per burst, not once per message.

import type { Clock } from "./clock.ts";
import { soon } from "./soon.ts";

/**
 * The time now. Within a burst, reading it costs no more than reading a field. A burst is all that runs without a microtask in
 * between, such as all messages of one read of a socket. After `begin`, all of the burst gets the same time.
 */
export class BurstClock {
  readonly #clock: Clock;
  readonly #ended: (() => void) | undefined;
  /** The number of this burst; between two bursts, of the next one. */
  number = 0;
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

  /**
   * Begins a burst, which a microtask ends: a time that is read now is kept until then. A caller that handles a single message need
   * not call it, and saves the microtask.
   */
  begin(): void {
    if (this.#isBurst) return;
    this.#isBurst = true;
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
    this.number++;
    this.#now = this.#wall = undefined;
    this.#ended?.();
  };
}
