// How long promises may follow each other without a macrotask: a loop that awaits settled promises only starves timers and sockets.

import { type Clock, nextMacrotask } from "./clock.ts";
import { handled } from "./handled.ts";

/** Up to this many promises of one macrotask are only counted. From this one on the time is measured, which costs a macrotask. */
const FREE_PROMISES = 16;
/** The budget of one macrotask, in promises and in milliseconds. On a manual clock, whose time stands still, only the count applies. */
const MAX_PROMISES = 128;
const MAX_MILLISECONDS = 10;

/**
 * Each promise that an application may loop over, such as that of a send, spends one unit. While the budget lasts, the promise settles
 * as always; afterwards it settles in a later macrotask. Every macrotask has the whole budget again.
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
    if (this.#spent < FREE_PROMISES) return promise;
    if (this.#spent === FREE_PROMISES) this.#begin();
    const isLeft = this.#spent < MAX_PROMISES && this.#clock.now() - this.#since < MAX_MILLISECONDS;
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
