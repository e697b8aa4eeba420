// Whether clients are still there: each is pinged, at a moment of its own, and one that says nothing for too long is given up.

import type { AlarmClock, Timer } from "@skep/core/base";

export interface HeartbeatOptions {
  /** Milliseconds between two pings. */
  readonly interval: number;
  /** Milliseconds without a frame, of any kind, after which a client is given up. */
  readonly timeout: number;
}

/** The link of a client, as far as its heartbeat needs it. */
interface Pingable {
  ping?(): void;
}

/** What the beats of all clients have in common. */
interface Rhythm<L> extends HeartbeatOptions {
  /** Its late timers wait until pending events are delivered, so that a stall of this process makes nobody look silent. */
  readonly clock: AlarmClock;
  /** The client of a link has been silent for too long. */
  readonly giveUp: (link: L) => void;
}

export class Heartbeat<L extends Pingable> {
  readonly #rhythm: Rhythm<L>;
  readonly #random: () => number;

  constructor(rhythm: Rhythm<L>, random: () => number) {
    this.#rhythm = rhythm;
    this.#random = random;
  }

  /**
   * A link without `ping` is watched by its platform. Begins with the first ping within one interval, by chance: clients that came together
   * are not pinged together.
   */
  watch(link: L): Beat {
    if (link.ping === undefined) return UNWATCHED;
    return new PingedBeat(link, this.#rhythm, this.#random() * this.#rhythm.interval);
  }
}

/** The heartbeat of one client. */
export interface Beat {
  /** A frame has come. */
  heard(): void;
  stop(): void;
}

const UNWATCHED: Beat = { heard: () => {}, stop: () => {} };

/** One function for all: a closure for each client would weigh as much as its timer. */
const isDue = (beat: { due(): void }): void => beat.due();

class PingedBeat<L extends Pingable> implements Beat {
  readonly #link: L;
  readonly #rhythm: Rhythm<L>;
  #heardAt: number;
  #pingAt: number;
  #timer: Timer | undefined;

  constructor(link: L, rhythm: Rhythm<L>, first: number) {
    this.#link = link;
    this.#rhythm = rhythm;
    this.#heardAt = rhythm.clock.now();
    this.#pingAt = this.#heardAt + first;
    this.#arm();
  }

  heard(): void {
    this.#heardAt = this.#rhythm.clock.now();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #arm(): void {
    const { clock, timeout } = this.#rhythm;
    const due = Math.min(this.#pingAt, this.#heardAt + timeout);
    this.#timer = clock.schedule(due - clock.now(), isDue, this, undefined);
  }

  due(): void {
    const { clock, giveUp, interval, timeout } = this.#rhythm;
    const now = clock.now();
    if (now - this.#heardAt >= timeout) return giveUp(this.#link);
    if (now >= this.#pingAt) {
      this.#link.ping?.();
      this.#pingAt = now + interval;
    }
    this.#arm();
  }
}
