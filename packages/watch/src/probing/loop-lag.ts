// Notices that this process was held up, or its machine suspended, while probes ran: what fails then is no service's fault.

import type { Clock, Timer } from "@skep/core/base";

/** How often it looks while probes run. */
const LOOK = 100;
/** Later than that, a timer was held up by a busy loop: ten times what a garbage collection takes. */
const LAG = 200;

/** It has a timer only while probes run. */
export class LoopLag {
  readonly #clock: Clock;
  #timer: Timer | undefined;
  /** When the timer should fire; and on the wall, as monotonic clocks stand still while a machine is suspended. */
  #due = 0;
  #wallDue = 0;
  #watched = 0;
  /** A browser lets the timers of a hidden page wait for a second, or a minute, and answers come in time all the same. */
  isHidden = false;
  /** When a lag was last noticed. */
  #noticed = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks on until the returned function is called. */
  watch(): () => void {
    if (this.#watched++ === 0) this.#look();
    return () => {
      this.look();
      if (--this.#watched === 0) this.#timer?.cancel();
    };
  }

  /** Looks now: the timer may be the next to fire, just behind who asks. */
  look(): void {
    if (this.isHidden) return;
    const late = Math.max(this.#clock.now() - this.#due, this.#clock.wall() - this.#wallDue);
    if (this.#watched > 0 && late > LAG) this.noticed();
  }

  /** Somebody else has noticed it. */
  noticed(): void {
    this.#noticed = this.#clock.now();
  }

  /** The process was held up at some moment since then. */
  isStalledSince(time: number): boolean {
    return this.#noticed >= time;
  }

  #look(): void {
    this.#due = this.#clock.now() + LOOK;
    this.#wallDue = this.#clock.wall() + LOOK;
    this.#timer = this.#clock.schedule(LOOK, () => {
      this.look();
      this.#look();
    });
  }
}
