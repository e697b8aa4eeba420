// The actions that a session performs some time after they were asked for: a redial at a random moment, a goodbye after a linger.

import type { Timer } from "../base/clock.ts";
import type { PoolPlugin, WorkerStats } from "../worker.ts";

/** How often a peer that lingers is looked at, as `bufferedAmount` is while a send waits. */
const INTERVAL = 20;

/** The session whose actions are delayed. */
export interface DelayedOwner {
  /** The figures of its worker. */
  ownStats(): WorkerStats;
  /** The number of messages that have come. */
  readonly received: number;
}

type Common = Pick<PoolPlugin, "clock" | "random">;

/** At most one action is pending: a session that lingers does not redial. */
export class DelayedActions {
  readonly #owner: DelayedOwner;
  readonly #common: Common;
  #timer: Timer | undefined;
  /** The time of the pending redial. */
  #at = Infinity;
  #goodbye: (() => void) | undefined;

  constructor(owner: DelayedOwner, common: Common) {
    this.#owner = owner;
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
      if (isBusy(this.#owner.ownStats()) || this.#owner.received !== received)
        quietAt = now + quiet;
      received = this.#owner.received;
      if (now > Math.min(until, quietAt)) this.endLinger();
      else this.#timer = clock.schedule(INTERVAL, look);
    };
    look();
  }

  /** Ends the linger, if there is one, with its goodbye. */
  endLinger(): void {
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
