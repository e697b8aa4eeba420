// A clock that keeps any number of timers on one timer of the platform. A late timer waits until pending events are delivered.

import { type Clock, nextMacrotask, type Timer } from "./clock.ts";
import { Heap, type HeapEntry } from "./heap.ts";
import { wholeMilliseconds } from "../milliseconds.ts";

/** From this delay on, deadlines are rounded up to a grid, so that thousands of idle peers wake the process rarely. */
const ROUNDED_FROM = 1_000;
const GRID = 100;
/**
 * A timer that fires later than this was held up by a blocked loop or a sleeping machine. A hidden page runs its timers
 * once a second, at whole seconds, which makes them up to 1,000 ms late; 100 ms more are for the delivery of the call.
 */
const LATE = 1_100;
/**
 * A timer that fires this much too early by the clock is on time: the clock is coarse. Browsers round
 * `performance.now` to up to 100 ms (W3C High Resolution Time 10.1), and Node counts timers in whole milliseconds.
 */
const EARLY_TOLERANCE = 100;

type Callback = (owner: unknown, value: unknown) => void;

/** One scheduled call. */
class Entry implements Timer, HeapEntry {
  index = -1;
  /** The time at which the call is due. */
  readonly key: number;
  /** Undefined once the entry was called or cancelled. */
  callback: Callback | undefined;
  readonly #clock: { cancel(entry: Entry): void };
  readonly owner: unknown;
  readonly value: unknown;

  constructor(key: number, clock: { cancel(entry: Entry): void }, owner: unknown, value: unknown) {
    this.key = key;
    this.#clock = clock;
    this.owner = owner;
    this.value = value;
  }

  cancel(): void {
    this.#clock.cancel(this);
  }
}

/** Who is told of what the clock notices by itself. */
export interface AlarmClockListener {
  /** The timer fired so many milliseconds late, more than 1,100; or the wall clock passed that much more. */
  gap(ms: number): void;
  /** What was due has thrown; the others are called all the same. */
  threw(error: unknown): void;
}

/**
 * The clock of one pool.
 *
 * When its timer fires late, what was due waits one more turn, in which events that wait in the platform
 * are delivered first: a heartbeat that has arrived must be heard before silence is judged
 * (centrifugal/centrifuge-js#423). Holds as many entries as are scheduled and not cancelled.
 */
export class AlarmClock implements Clock {
  readonly #source: Clock;
  readonly #listener: AlarmClockListener;
  #heap = new Heap<Entry>();
  /** The entries whose callbacks are being called now. */
  #calling: readonly Entry[] | undefined;
  #timer: Timer | undefined;
  #timerAt = Infinity;
  /** The latest deadline whose timer has fired. This deadline is past, also where a coarse clock still shows an earlier time. */
  #reached = -Infinity;
  /** A macrotask of grace is pending: late entries are called in it. */
  #isInGrace = false;
  /** By how much the wall clock was ahead when it was looked at last. */
  #skew: number;

  constructor(source: Clock, listener: AlarmClockListener) {
    this.#source = source;
    this.#listener = listener;
    this.#skew = source.wall() - source.now();
  }

  now(): number {
    return Math.max(this.#source.now(), this.#reached);
  }

  wall(): number {
    return this.#source.wall();
  }

  /** Calls `due(owner, value)`, so that one function serves many timers: a closure for each would weigh more than the timer. */
  schedule<A, B>(delay: number, due: (owner: A, value: B) => void, owner: A, value: B): Timer;
  schedule(delay: number, due: () => void): Timer;
  schedule(delay: number, due: Callback, owner?: unknown, value?: unknown): Timer {
    // A delay that is NaN or undefined counts as 0, as with `setTimeout`.
    const at = this.now() + (delay || 0);
    const key = delay < ROUNDED_FROM ? at : Math.ceil(at / GRID) * GRID;
    const entry = new Entry(key, this, owner, value);
    entry.callback = due;
    this.#heap.place(entry);
    this.#arm();
    return entry;
  }

  /** Not an alarm: it is the platform's next macrotask, and is not cancelled. */
  yield(run: () => void): void {
    nextMacrotask(this.#source, run);
  }

  /** Cancels everything. */
  dispose(): void {
    for (const entry of this.#calling ?? []) entry.callback = undefined;
    this.#heap = new Heap();
    this.#arm();
  }

  /** Takes an entry out. `Timer.cancel` calls this method. */
  cancel(entry: Entry): void {
    entry.callback = undefined;
    this.#heap.remove(entry);
    this.#arm();
  }

  #arm(): void {
    const at = this.#heap.first?.key ?? Infinity;
    // While callbacks are called, arming once at the end is enough. In grace, the pending macrotask calls the late entries.
    if (at === this.#timerAt || this.#calling || (this.#isInGrace && at <= this.now())) return;
    this.#isInGrace = false;
    this.#timer?.cancel();
    this.#timerAt = at;
    const delay = wholeMilliseconds(at - this.now());
    this.#timer = at === Infinity ? undefined : this.#source.schedule(delay, this.#fire);
  }

  readonly #fire = (): void => {
    const at = this.#timerAt;
    if (at < this.now() + EARLY_TOLERANCE) this.#reached = Math.max(this.#reached, at);
    const late = this.#lateness();
    this.#timerAt = -Infinity;
    if (late > LATE && !this.#isInGrace) {
      this.#isInGrace = true;
      // A macrotask and not a timer, as a clamped timer takes up to a minute. `#arm` ends the grace when no late entry is left.
      nextMacrotask(this.#source, () => this.#isInGrace && this.#fire());
      this.#listener.gap(late);
      return;
    }
    this.#isInGrace = false;
    this.#callDue();
  };

  /** Monotonic clocks stand still while a machine sleeps, on Linux and macOS; wall clocks do not. */
  #lateness(): number {
    const now = this.now();
    const slept = this.wall() - now - this.#skew;
    this.#skew += slept;
    return Math.max(now - this.#timerAt, slept);
  }

  /** Calls all entries that are due. Entries that become due meanwhile are called later, as with the platform's timers. */
  #callDue(): void {
    this.#calling = this.#takeDue();
    for (const entry of this.#calling) {
      const { callback } = entry;
      entry.callback = undefined;
      try {
        callback?.(entry.owner, entry.value);
      } catch (error) {
        this.#listener.threw(error);
      }
    }
    this.#calling = undefined;
    this.#timerAt = NaN;
    this.#arm();
  }

  #takeDue(): Entry[] {
    const now = this.now();
    const taken: Entry[] = [];
    for (
      let first = this.#heap.first;
      first !== undefined && first.key <= now;
      first = this.#heap.first
    ) {
      this.#heap.remove(first);
      taken.push(first);
    }
    return taken;
  }
}
