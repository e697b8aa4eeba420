// Whether clients are still there: each is pinged, at a moment of its own, and one that says nothing for too long is given up.

import type { Clock, Timer } from "@skep/core/base";

export interface HeartbeatOptions {
  /** Milliseconds between two pings. */
  readonly interval: number;
  /** Milliseconds without a frame, of any kind, after which a client is given up. */
  readonly timeout: number;
}

/** The link of a client, as far as its heartbeat needs it. */
interface Beating {
  ping?(): void;
  terminate(): void;
}

/**
 * The clock has to be one whose late timers wait until pending events are delivered, so that a stall of this process makes nobody
 * look silent.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #options: HeartbeatOptions;

  constructor(clock: Clock, random: () => number, options: HeartbeatOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
  }

  /**
   * A link without `ping` is watched by its platform. Begins with the first ping within one interval, by chance: clients that came together are not pinged
   * together.
   */
  watch(link: Beating): Beat {
    if (link.ping === undefined) return UNWATCHED;
    const { interval, timeout } = this.#options;
    const first = this.#clock.now() + this.#random() * interval;
    return new PingedBeat(link, this.#clock, { interval, timeout, first });
  }
}

/** The heartbeat of one client. */
export interface Beat {
  /** A frame has come. */
  heard(): void;
  stop(): void;
}

const UNWATCHED: Beat = { heard: () => {}, stop: () => {} };

class PingedBeat implements Beat {
  readonly #link: Beating;
  readonly #clock: Clock;
  readonly #options: HeartbeatOptions;
  #heardAt: number;
  #pingAt: number;
  #timer: Timer | undefined;

  constructor(link: Beating, clock: Clock, options: HeartbeatOptions & { readonly first: number }) {
    this.#link = link;
    this.#clock = clock;
    this.#options = options;
    this.#heardAt = clock.now();
    this.#pingAt = options.first;
    this.#arm();
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #arm(): void {
    const due = Math.min(this.#pingAt, this.#heardAt + this.#options.timeout);
    this.#timer = this.#clock.schedule(due - this.#clock.now(), () => this.#due());
  }

  #due(): void {
    const now = this.#clock.now();
    const { interval, timeout } = this.#options;
    if (now - this.#heardAt >= timeout) return this.#link.terminate();
    if (now >= this.#pingAt) {
      this.#link.ping?.();
      this.#pingAt = now + interval;
    }
    this.#arm();
  }
}
