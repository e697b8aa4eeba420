// How long promises may follow each other without a macrotask: a loop of awaits that never waits starves timers and sockets.

import { type Clock, nextMacrotask } from "./clock.ts";
import { handled } from "./handled.ts";

/** A loop that comes to so many in one macrotask is looked at, which costs a macrotask of its own; fewer cost a count. */
const FREE = 16;
/** So many, or so many milliseconds, and the next one waits for a macrotask. A manual clock has the count alone. */
const MOST = 128;
const LONGEST = 10;

/**
 * Spent by each promise that an application may loop over, such as a send: it settles as always while the budget lasts, and
 * in a macrotask of its own when it is used up. Every macrotask has the whole budget again.
 */
export class MacrotaskBudget {
  readonly #clock: Clock;
  #spent = 0;
  #since = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  spend<T>(promise: Promise<T>): Promise<T> {
    this.#spent++;
    if (this.#spent < FREE) return promise;
    if (this.#spent === FREE) this.#begin();
    const isLeft = this.#spent < MOST && this.#clock.now() - this.#since < LONGEST;
    return isLeft ? promise : this.#postpone(handled(promise));
  }

  #begin(): void {
    this.#since = this.#clock.now();
    nextMacrotask(this.#clock, () => {
      this.#spent = 0;
    });
  }

  #postpone<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve) => nextMacrotask(this.#clock, () => resolve(promise)));
  }
}
