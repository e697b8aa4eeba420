// The dial limiters of a pool by origin; each lives as long as a peer uses it, and its pace a moment longer.

import type { Clock } from "../base/clock.ts";
import type { DialingOptions } from "../options/options.ts";
import { OriginGate } from "./origin-gate.ts";

/** A peer's side of a gate. */
export interface GateMember {
  reachable(): void;
}

/** A peer's place at the gate of its origin. */
export interface Membership {
  readonly origin: string;
  readonly gate: OriginGate;
  leave(): void;
}

interface Entry {
  readonly gate: OriginGate;
  readonly members: Set<GateMember>;
}

export class DialLimiter {
  readonly #clock: Clock;
  readonly #options: DialingOptions;
  // As many entries as origins are in use.
  readonly #entries = new Map<string, Entry>();
  /**
   * The next slots of origins that nobody uses just now, or peers that come and go would not be paced. Bound:
   * the dials that were admitted and whose slots are still to come; those of the past go with the next one.
   */
  readonly #slots = new Map<string, number>();

  constructor(clock: Clock, options: DialingOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  join(origin: string, member: GateMember): Membership {
    const { gate, members } = this.#entries.get(origin) ?? this.#open(origin);
    members.add(member);
    const leave = (): void => {
      members.delete(member);
      gate.forget(member);
      if (members.size > 0) return;
      gate.dispose();
      this.#entries.delete(origin);
      this.#remember(origin, gate);
    };
    return { origin, gate, leave };
  }

  #open(origin: string): Entry {
    const members = new Set<GateMember>();
    const tell = (): void => members.forEach((member) => member.reachable());
    const gate = new OriginGate(this.#clock, this.#options, tell, this.#slots.get(origin));
    const entry = { gate, members };
    this.#entries.set(origin, entry);
    return entry;
  }

  #remember(origin: string, { nextSlot }: OriginGate): void {
    const now = this.#clock.now();
    for (const [other, slot] of this.#slots) if (slot <= now) this.#slots.delete(other);
    if (nextSlot > now) this.#slots.set(origin, nextSlot);
  }
}
