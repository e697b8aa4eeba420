// The dial limiters of a pool by origin; each lives as long as a peer uses it, and its pace a moment longer.

import type { Clock } from "../base/clock.ts";
import type { DialingOptions } from "../options/options.ts";
import type { Admission } from "./admission.ts";
import { OriginLimiter } from "./origin-limiter.ts";
import type { PeerDialer } from "./peer-dialer.ts";

export class DialLimiter implements Admission {
  readonly #clock: Clock;
  readonly #options: DialingOptions;
  // As many as origins are in use.
  readonly #limiters = new Map<string, OriginLimiter>();
  /**
   * The next slots of origins that no peer uses at the moment. Without them, peers that are removed and registered again would not be
   * paced. Bound: the admitted dials whose slots are still to come. Each `close` removes the slots that have passed.
   */
  readonly #slots = new Map<string, number>();

  constructor(clock: Clock, options: DialingOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  join(origin: string, dialer: PeerDialer): OriginLimiter {
    const limiter = this.#limiters.get(origin) ?? this.#open(origin);
    limiter.join(dialer);
    return limiter;
  }

  #open(origin: string): OriginLimiter {
    const limiter = new OriginLimiter(origin, this.#clock, this.#options, this);
    this.#limiters.set(origin, limiter);
    return limiter;
  }

  /** The time of the next slot of an origin that was used before. */
  slotOf(origin: string): number | undefined {
    return this.#slots.get(origin);
  }

  /** Removes the limiter of an origin that no peer uses any more. */
  close({ origin, nextSlot }: OriginLimiter): void {
    this.#limiters.delete(origin);
    const now = this.#clock.now();
    for (const [other, slot] of this.#slots) if (slot <= now) this.#slots.delete(other);
    if (nextSlot > now) this.#slots.set(origin, nextSlot);
  }
}
