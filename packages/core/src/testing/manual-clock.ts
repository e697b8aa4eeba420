// A clock that moves only when told. It knows nothing of real time.

import { type Clock, LONGEST_DELAY, type Timer } from "../base/clock.ts";

// Timers that schedule timers for the same moment would fire for ever.
const MOST_AT_ONCE = 100_000;

// Longer than any chain of promises in a program that a test would want to wait for.
const TURNS = 100;

interface Entry {
  readonly at: number;
  readonly due: () => void;
  readonly isMacrotask?: boolean;
}

/**
 * A `Clock` for tests: time stands still between `advance` and `run`.
 *
 * Timers fire in the order of their time, and at the same time in the order of scheduling, each at
 * its own time. A delay of `NaN` is a `RangeError`; other delays are clamped as `systemClock` does.
 */
export class ManualClock implements Clock {
  readonly #entries: Entry[] = [];
  #now: number;
  #wall: number;

  /** `now` and `wall` are where the clock begins: 0, and the first moment of 2026. */
  constructor({ now = 0, wall = Date.UTC(2026) }: { now?: number; wall?: number } = {}) {
    this.#now = now;
    this.#wall = wall;
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#wall;
  }

  schedule(delay: number, due: () => void): Timer {
    if (Number.isNaN(delay)) throw new RangeError("A delay must be a number, got NaN.");
    const entry: Entry = { at: this.#now + Math.min(Math.max(delay, 0), LONGEST_DELAY), due };
    this.#insert(entry);
    return { cancel: () => this.#remove(entry) };
  }

  /** A macrotask at this moment, behind the timers that are due by now; it is no timer that is `pending`. */
  yield(run: () => void): void {
    this.#insert({ at: this.#now, due: run, isMacrotask: true });
  }

  /** Timers that are still to come. */
  get pending(): number {
    return this.#entries.filter(({ isMacrotask }) => !isMacrotask).length;
  }

  /** When the next timer is due, on `now()`; in the past after a `jump`. Undefined when there is none. */
  get next(): number | undefined {
    return this.#entries.find(({ isMacrotask }) => !isMacrotask)?.at;
  }

  /** Moves on by `ms` and fires what falls due, also what is scheduled on the way. `advance()` fires what is overdue. */
  advance(ms: number = 0): void {
    const target = this.#now + ms;
    for (let fired = 0; this.#fire(target); fired += 1) refuseEndless(fired);
    this.#moveTo(target);
  }

  /** As `advance`, with time for promises before, between and after the timers. */
  async run(ms: number = 0): Promise<void> {
    const target = this.#now + ms;
    await this.settle();
    for (let fired = 0; this.#fire(target); fired += 1) {
      refuseEndless(fired);
      await this.settle();
    }
    this.#moveTo(target);
    await this.settle();
  }

  /** Lets chains of up to 100 promises settle; time stands still. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
  }

  /** A machine that slept: time passes and nothing fires until the next `advance` or `run`, then late. */
  jump(ms: number): void {
    this.#moveTo(this.#now + ms);
  }

  /** Somebody set the wall clock: `wall()` alone moves, by any amount. */
  wallJump(ms: number): void {
    this.#wall += ms;
  }

  /** Fires the next timer, or runs the next macrotask, if that is due by `target`. */
  #fire(target: number): boolean {
    const entry = this.#entries[0];
    if (entry === undefined || entry.at > target) return false;
    this.#entries.shift();
    this.#moveTo(entry.at);
    entry.due();
    return true;
  }

  #moveTo(time: number): void {
    // A timer that a jump passed over is late: it fires now, not in the past.
    const passed = Math.max(time - this.#now, 0);
    this.#now += passed;
    this.#wall += passed;
  }

  #insert(entry: Entry): void {
    let index = this.#entries.length;
    while (index > 0 && (this.#entries[index - 1] as Entry).at > entry.at) index -= 1;
    this.#entries.splice(index, 0, entry);
  }

  #remove(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    if (index !== -1) this.#entries.splice(index, 1);
  }
}

function refuseEndless(fired: number): void {
  if (fired >= MOST_AT_ONCE)
    throw new Error(`${MOST_AT_ONCE} timers fired in one advance: is one scheduling itself?`);
}
