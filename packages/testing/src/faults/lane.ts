// One way of a link: what is on it arrives in order, late, or not as long as it is held. It knows no messages.

import type { Timers } from "./timers.ts";

interface Entry {
  readonly due: number;
  readonly arrive: () => void;
}

/** Why nothing arrives. */
type Reason = "halfOpen" | "paused" | "cut";

/** Holds what is under way without a bound: it is the test's own data. */
export class Lane {
  readonly #timers: Timers;
  readonly #held = new Set<Reason>();
  #entries: Entry[] = [];
  #disarm: () => void = () => {};

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Nothing is in the way. */
  get free(): boolean {
    return !this.held && this.#entries.length === 0;
  }

  get held(): boolean {
    return this.#held.size > 0;
  }

  /** Arrives at once if it takes no time and nothing is in the way, else behind what is. */
  push(arrive: () => void, delay: number): void {
    if (delay === 0 && this.free) return arrive();
    const ahead = this.#entries.at(-1)?.due ?? 0;
    this.#entries.push({ due: Math.max(ahead, this.#now + delay), arrive });
    this.#arm();
  }

  /** Puts what was about to arrive back in front. */
  putBack(arrive: () => void): void {
    this.#entries.unshift({ due: this.#now, arrive });
  }

  hold(reason: Reason): void {
    this.#held.add(reason);
    this.#disarm();
  }

  /** Lets go on: what is due arrives inside this call. */
  release(reason: Reason): void {
    this.#held.delete(reason);
    this.#pump();
  }

  /** As `release`, and nothing arrives inside this call. */
  releaseSoon(reason: Reason): void {
    this.#held.delete(reason);
    this.#arm();
  }

  clear(): void {
    this.#entries = [];
    this.#disarm();
  }

  get #now(): number {
    return this.#timers.clock.now();
  }

  #pump(): void {
    for (let next = this.#due(); next !== undefined; next = this.#due()) {
      this.#entries.shift();
      next.arrive();
    }
    this.#arm();
  }

  #due(): Entry | undefined {
    const next = this.held ? undefined : this.#entries[0];
    return next !== undefined && next.due <= this.#now ? next : undefined;
  }

  #arm(): void {
    this.#disarm();
    const next = this.#entries[0];
    if (next === undefined || this.held) return;
    this.#disarm = this.#timers.after(Math.max(next.due - this.#now, 0), () => this.#pump());
  }
}
