// One way of a link: what is on it arrives in order, late, or not as long as it is held. It knows no messages.

import type { Timers } from "./timers.ts";

// A list, as a flood would make an array slow to take from.
interface Entry {
  readonly due: number;
  readonly arrive: () => void;
  next: Entry | undefined;
}

/** Why nothing arrives. */
type Reason = "halfOpen" | "paused" | "cut";

/** Holds what is under way without a bound: it is the test's own data. */
export class Lane {
  readonly #timers: Timers;
  readonly #held = new Set<Reason>();
  #first: Entry | undefined;
  #last: Entry | undefined;
  #disarm: () => void = () => {};

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Nothing is in the way. */
  get free(): boolean {
    return !this.held && this.#first === undefined;
  }

  get held(): boolean {
    return this.#held.size > 0;
  }

  /** Arrives at once if it takes no time and nothing is in the way, else behind what is. */
  push(arrive: () => void, delay: number): void {
    if (delay === 0 && this.free) return arrive();
    const ahead = this.#last;
    const due = Math.max(ahead?.due ?? 0, this.#now + delay);
    this.#last = { due, arrive, next: undefined };
    // Behind others the timer of the first is armed already, or it is being told.
    if (ahead !== undefined) return void (ahead.next = this.#last);
    this.#first = this.#last;
    this.#arm();
  }

  /** Puts what was about to arrive back in front. */
  putBack(arrive: () => void): void {
    this.#first = { due: this.#now, arrive, next: this.#first };
    this.#last ??= this.#first;
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
    this.#first = this.#last = undefined;
    this.#disarm();
  }

  get #now(): number {
    return this.#timers.clock.now();
  }

  #pump(): void {
    for (let next = this.#due(); next !== undefined; next = this.#due()) {
      this.#first = next.next;
      if (this.#first === undefined) this.#last = undefined;
      next.arrive();
    }
    this.#arm();
  }

  #due(): Entry | undefined {
    const next = this.held ? undefined : this.#first;
    return next !== undefined && next.due <= this.#now ? next : undefined;
  }

  #arm(): void {
    this.#disarm();
    if (this.#first === undefined || this.held) return;
    const delay = Math.max(this.#first.due - this.#now, 0);
    this.#disarm = this.#timers.after(delay, () => this.#pump());
  }
}
