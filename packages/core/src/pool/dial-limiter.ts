// The dial limiters of a pool by origin; each lives as long as a peer uses it.

import type { Clock } from "../base/clock.ts";
import type { DialingOptions } from "../options/options.ts";
import { OriginGate } from "./origin-gate.ts";

/** A peer's side of a gate. */
export interface GateMember {
  reachable(): void;
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

  join(origin: string, member: GateMember): OriginGate {
    const entry = this.#entries.get(origin) ?? this.#open(origin);
    entry.members.add(member);
    return entry.gate;
  }

  leave(origin: string, member: GateMember): void {
    const entry = this.#entries.get(origin);
    if (entry === undefined) return;
    entry.members.delete(member);
    entry.gate.forget(member);
    if (entry.members.size > 0) return;
    entry.gate.dispose();
    this.#entries.delete(origin);
  }

  #open(origin: string): Entry {
    const members = new Set<GateMember>();
    const tell = (): void => members.forEach((member) => member.reachable());
    const entry = { gate: new OriginGate(this.#clock, this.#options, tell), members };
    this.#entries.set(origin, entry);
    return entry;
  }
}
