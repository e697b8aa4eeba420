// A clock that keeps any number of timers on one timer of the platform, and is fair to the late.

import { type Clock, nextMacrotask, type Timer } from "./clock.ts";
import { Heap, type HeapEntry } from "./heap.ts";
import { wholeMilliseconds } from "../milliseconds.ts";

/** From this delay on, deadlines are rounded up to a grid, so that thousands of idle peers wake the process rarely. */
const COARSE_FROM = 1_000;
const GRID = 100;
/**
 * A timer that fires later than this was held up: a blocked loop, a sleeping laptop. A hidden page runs its timers
 * once a second, at whole seconds, which alone makes them up to a second late; the rest is their way to us.
 */
const LATE = 1_100;
/**
 * A timer that fires this much too early by the clock is on time: the clock is coarse. Browsers round
 * `performance.now` to up to 100 ms (W3C High Resolution Time 10.1), and Node counts timers in whole milliseconds.
 */
const COARSE = 100;

type Due = (of: unknown, what: unknown) => void;

/** One thing that is due. */
class Entry implements Timer, HeapEntry {
  index = -1;
  /** When it is due. */
  readonly key: number;
  /** Gone once it was called or cancelled. */
  due: Due | undefined;
  readonly #clock: { cancel(entry: Entry): void };
  readonly of: unknown;
  readonly what: unknown;

  constructor(key: number, clock: { cancel(entry: Entry): void }, of: unknown, what: unknown) {
    this.key = key;
    this.#clock = clock;
    this.of = of;
    this.what = what;
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
  /** Those that are being told now. */
  #turn: readonly Entry[] | undefined;
  #timer: Timer | undefined;
  #timerAt = Infinity;
  /** The latest deadline whose timer has fired: it is over, whatever a coarse clock says. */
  #reached = -Infinity;
  #graced = false;
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

  /** Calls `due(of, what)`, so that one function serves many timers: a closure for each would weigh more than the timer. */
  schedule<A, B>(delay: number, due: (of: A, what: B) => void, of: A, what: B): Timer;
  schedule(delay: number, due: () => void): Timer;
  schedule(delay: number, due: Due, of?: unknown, what?: unknown): Timer {
    // As the platform does with what is no number.
    const at = this.now() + (delay || 0);
    const key = delay < COARSE_FROM ? at : Math.ceil(at / GRID) * GRID;
    const entry = new Entry(key, this, of, what);
    entry.due = due;
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
    for (const entry of this.#turn ?? []) entry.due = undefined;
    this.#heap = new Heap();
    this.#arm();
  }

  /** As the timer itself does. */
  cancel(entry: Entry): void {
    entry.due = undefined;
    this.#heap.remove(entry);
    this.#arm();
  }

  #arm(): void {
    const at = this.#heap.first?.key ?? Infinity;
    // While telling, arming once at the end is enough; in a turn of grace, what is late has its timer.
    if (at === this.#timerAt || this.#turn || (this.#graced && at <= this.now())) return;
    this.#graced = false;
    this.#timer?.cancel();
    this.#timerAt = at;
    const delay = wholeMilliseconds(at - this.now());
    this.#timer = at === Infinity ? undefined : this.#source.schedule(delay, this.#fire);
  }

  readonly #fire = (): void => {
    if (this.#timerAt < this.now() + COARSE) this.#reached = Math.max(this.#reached, this.#timerAt);
    const late = this.#lateness();
    this.#timerAt = -Infinity;
    if (late > LATE && !this.#graced) {
      this.#graced = true;
      // A macrotask, as a timer may cost up to a minute where timers are clamped. It may find that what was late was put off.
      nextMacrotask(this.#source, () => this.#graced && this.#fire());
      this.#listener.gap(late);
      return;
    }
    this.#graced = false;
    this.#tellDue();
  };

  /** Monotonic clocks stand still while a machine sleeps, on Linux and macOS; wall clocks do not. */
  #lateness(): number {
    const now = this.now();
    const slept = this.wall() - now - this.#skew;
    this.#skew += slept;
    return Math.max(now - this.#timerAt, slept);
  }

  /** What becomes due meanwhile has its turn later, as with the platform's timers. */
  #tellDue(): void {
    this.#turn = this.#takeDue();
    for (const entry of this.#turn) {
      const { due } = entry;
      entry.due = undefined;
      try {
        due?.(entry.of, entry.what);
      } catch (error) {
        this.#listener.threw(error);
      }
    }
    this.#turn = undefined;
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
