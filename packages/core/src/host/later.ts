// What a peer does later than it is asked to: a redial at a random moment, a goodbye when it has lingered.

import type { Timer } from "../base/clock.ts";
import type { PoolPlugin, WorkerStats } from "../worker.ts";

/** How often a peer that lingers is looked at, as `bufferedAmount` is while a send waits. */
const INTERVAL = 20;

/** Whose doings they are. */
export interface LateOne {
  /** What its worker says of itself. */
  ownStats(): WorkerStats;
  /** Messages that have come. */
  readonly received: number;
}

type Common = Pick<PoolPlugin, "clock" | "random">;

/** One thing at a time: who lingers does not redial. */
export class Later {
  readonly #of: LateOne;
  readonly #common: Common;
  #timer: Timer | undefined;
  /** When the redial is to be. */
  #at = Infinity;
  #goodbye: (() => void) | undefined;

  constructor(of: LateOne, common: Common) {
    this.#of = of;
    this.#common = common;
  }

  get lingers(): boolean {
    return this.#goodbye !== undefined;
  }

  /** Calls `act` at a random moment within so many milliseconds; the earlier moment counts where there is one already. */
  redial(within: number, act: () => void): void {
    const { clock, random } = this.#common;
    const delay = random() * within;
    const at = clock.now() + delay;
    if (at >= this.#at) return;
    this.cancel();
    this.#at = at;
    this.#timer = clock.schedule(delay, () => {
      this.#at = Infinity;
      act();
    });
  }

  /**
   * Calls `goodbye` when nothing waits to be sent and no message has come for `quiet` milliseconds, and at the latest when
   * `most` milliseconds have passed.
   */
  linger(quiet: number, most: number, goodbye: () => void): void {
    this.#goodbye = goodbye;
    const { clock } = this.#common;
    const until = clock.now() + most;
    let received = -1;
    let quietAt = 0;
    const look = (): void => {
      const now = clock.now();
      if (isBusy(this.#of.ownStats()) || this.#of.received !== received) quietAt = now + quiet;
      received = this.#of.received;
      if (now > Math.min(until, quietAt)) this.hurry();
      else this.#timer = clock.schedule(INTERVAL, look);
    };
    look();
  }

  /** Lingers no longer. */
  hurry(): void {
    const goodbye = this.#goodbye;
    if (goodbye !== undefined) this.cancel();
    goodbye?.();
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#at = Infinity;
    this.#goodbye = undefined;
  }
}

/** Something is still to be sent, or to be read: a paused socket is not quiet. */
function isBusy({ waitingSends, connection }: WorkerStats): boolean {
  return Boolean(waitingSends || connection?.bufferedAmount || connection?.paused);
}
