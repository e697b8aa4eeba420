// The last moments of a peer that is to be stopped: what was accepted is sent, and what comes is read, until it is quiet.

import type { Clock, Timer } from "../base/clock.ts";
import type { WorkerStats } from "../worker.ts";

/** How often it is looked at, as `bufferedAmount` is while a send waits. */
const INTERVAL = 20;

/** Who lingers. */
export interface Lingerer {
  /** What its worker says of itself. */
  ownStats(): WorkerStats;
  /** Messages that have come. */
  readonly received: number;
}

/**
 * Over, and told so once, when nothing waits to be sent and no message has come for `quiet` milliseconds, when the peer
 * is no longer connected, or when `most` milliseconds have passed.
 */
export class Linger {
  readonly #of: Lingerer;
  readonly #clock: Clock;
  readonly #quiet: number;
  readonly #until: number;
  #over: (() => void) | undefined;
  #timer: Timer | undefined;
  #received = -1;
  #quietSince = 0;

  constructor(of: Lingerer, clock: Clock, quiet: number, most: number, over: () => void) {
    this.#of = of;
    this.#clock = clock;
    this.#quiet = quiet;
    this.#until = clock.now() + most;
    this.#over = over;
  }

  /** Over now. */
  end(): void {
    const over = this.#over;
    this.cancel();
    over?.();
  }

  cancel(): void {
    this.#over = undefined;
    this.#timer?.cancel();
  }

  /** Looks how things are, and again and again until it is over. */
  look(): void {
    const stats = this.#of.ownStats();
    const { received } = this.#of;
    const now = this.#clock.now();
    if (received !== this.#received || isBusy(stats)) this.#quietSince = now;
    this.#received = received;
    const isQuiet = !isBusy(stats) && now - this.#quietSince >= this.#quiet;
    if (isQuiet || stats.state !== "connected" || now >= this.#until) this.end();
    else this.#timer = this.#clock.schedule(INTERVAL, () => this.look());
  }
}

/** Something is still to be sent, or to be read: a paused socket is not quiet. */
function isBusy({ waitingSends = 0, connection }: WorkerStats): boolean {
  const { bufferedAmount = 0, paused = false } = connection ?? {};
  return waitingSends > 0 || bufferedAmount > 0 || paused;
}
