// The dial limiters of a pool by origin; each lives as long as a peer uses it, and its pace a moment longer.

import type { Clock } from "../base/clock.ts";
import type { DialingOptions } from "../options/options.ts";
import { OriginGate } from "./origin-gate.ts";
import type { PlaceHolder } from "./place.ts";

/** All peers of one origin, and the gate that they share. */
interface Entry {
  readonly origin: string;
  readonly gate: OriginGate;
  readonly members: Set<PlaceHolder>;
}

/** A peer's place at the gate of its origin. */
export class Membership {
  readonly #entry: Entry;
  readonly #member: PlaceHolder;
  readonly #limiter: DialLimiter;

  constructor(entry: Entry, member: PlaceHolder, limiter: DialLimiter) {
    this.#entry = entry;
    this.#member = member;
    this.#limiter = limiter;
  }

  get origin(): string {
    return this.#entry.origin;
  }

  get gate(): OriginGate {
    return this.#entry.gate;
  }

  leave(): void {
    this.#limiter.leave(this.#entry, this.#member);
  }
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

  join(origin: string, member: PlaceHolder): Membership {
    const entry = this.#entries.get(origin) ?? this.#open(origin);
    entry.members.add(member);
    return new Membership(entry, member, this);
  }

  /** As its membership does. */
  leave({ origin, gate, members }: Entry, member: PlaceHolder): void {
    members.delete(member);
    gate.forget(member);
    if (members.size > 0) return;
    gate.dispose();
    this.#entries.delete(origin);
    this.#remember(origin, gate);
  }

  #open(origin: string): Entry {
    const members = new Set<PlaceHolder>();
    const tell = (): void => members.forEach((member) => member.reachable());
    const gate = new OriginGate(this.#clock, this.#options, tell, this.#slots.get(origin));
    const entry = { origin, gate, members };
    this.#entries.set(origin, entry);
    return entry;
  }

  #remember(origin: string, { nextSlot }: OriginGate): void {
    const now = this.#clock.now();
    for (const [other, slot] of this.#slots) if (slot <= now) this.#slots.delete(other);
    if (nextSlot > now) this.#slots.set(origin, nextSlot);
  }
}
