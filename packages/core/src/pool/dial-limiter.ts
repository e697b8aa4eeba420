// The dial limiters of a pool by origin; each lives as long as a peer uses it.

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
    };
    return { origin, gate, leave };
  }

  #open(origin: string): Entry {
    const members = new Set<GateMember>();
    const tell = (): void => members.forEach((member) => member.reachable());
    const entry = { gate: new OriginGate(this.#clock, this.#options, tell), members };
    this.#entries.set(origin, entry);
    return entry;
  }
}
