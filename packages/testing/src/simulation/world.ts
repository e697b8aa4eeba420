// The world of one schedule: servers, one clock, one source of chance, and all that is known of the sessions in it.

import type { Signal, Environment } from "@skep/core";
import { ManualClock, type SeededRandom } from "@skep/core/testing";
import { Unread } from "./books/unread.ts";
import { drawPlan, type Plan, type Fault, healed } from "./plan.ts";
import type { Generation } from "./generation.ts";
import { Host } from "./host.ts";
import { macrotask } from "./macrotask.ts";
import { Reached } from "./reached.ts";
import { type Moment, SLACK } from "./books/session-book.ts";
import { Trace } from "./trace.ts";
import { WatchedClock } from "./watched-clock.ts";

/** A gap in time from which on it was sleep. */
const SLEEP = 10_000;
/** Fractions of milliseconds do not add up evenly; a timer must not be missed by one of them. */
const NUDGE = 1e-6;
/** Timers of no delay that timers of no delay make, one after the other, belong to the same moment. */
const CHAIN = 1e-4;

/** In a hidden page the silence that is allowed is longer, 75 s at least. */
const HIDDEN_LOOKS = 11_200;

/** The time of the first step. */
const BEGIN = 1_000;

export class World implements Moment {
  readonly clock: ManualClock = new ManualClock({ now: BEGIN });
  /** That of the pool, or of the present connection. */
  watchedClock: WatchedClock = this.#watchClock();
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly reached: Reached;
  /** All registrations so far, in order. */
  readonly generations: Generation[] = [];
  /** Those that are dialled now. */
  hosts: readonly Host[] = [];
  readonly #listeners = new Set<(signal: Signal) => void>();
  readonly #errors: unknown[] = [];
  /** Stands in queries and headers, and must not be told. */
  readonly canary: string = "canary-7f3a";
  plan: Plan;
  /** Messages that the host of the sessions has lost so far, where one session's losses may be another's doing. */
  dropped: () => number = () => 0;
  /** The signal that is being told. */
  signalling: Signal | undefined;
  hidden = false;
  /** When it was hidden last. */
  seenAt = 0;
  /** When it was hidden, having been seen. */
  #hiddenAt = 0;
  /** When it went on after it had not run. */
  ranAt = 0;
  /** When the pool or the connection was opened. */
  openedAt: number = BEGIN;
  /** The user has closed what the schedule is about, and connects nobody any more. */
  isClosing = false;
  /** All faults have ended. */
  isHealing = false;
  /** Macrotasks so far. */
  turn = 0;
  unread: Unread = new Unread();
  #origins = 0;
  #late = 0;

  constructor(random: SeededRandom, trace: Trace = new Trace(), reached: Reached = new Reached()) {
    this.random = random;
    this.trace = trace;
    this.reached = reached;
    this.plan = drawPlan(random);
    this.watchedClock.clamp = this.plan.clamp;
  }

  /** The connection of before is over, and the next one begins, with a plan of its own. */
  renew(plan: Plan): void {
    this.plan = plan;
    this.watchedClock = this.#watchClock();
    this.watchedClock.clamp = plan.clamp;
    this.unread = new Unread();
    this.openedAt = this.now;
  }

  /** So many origins, with other names than all before. */
  openHosts(count: number): void {
    const first = this.#origins;
    this.#origins += count;
    this.hosts = Array.from(
      { length: count },
      (_, index) => new Host(this, `wss://host-${first + index}.example`),
    );
  }

  #watchClock(): WatchedClock {
    return new WatchedClock(this.clock, {
      gap: (ms) => this.expectSignal(ms < SLEEP ? "stalled" : "woken"),
      guard: (call) => this.guard(call),
    });
  }

  get now(): number {
    return this.clock.now();
  }

  note(line: string): void {
    this.trace.add(`${Math.round(this.now * 1_000) / 1_000} ${line}`);
  }

  /** Whether this fault happens now. */
  strikes(fault: Fault): boolean {
    const happens = this.random.chance(this.plan.chances[fault]);
    if (happens) this.reached.add(fault);
    return happens;
  }

  /** What a socket still says after `pause()`. */
  slack(): number {
    if (this.strikes("ignores pause")) return Infinity;
    return this.strikes("slow to pause") ? 5 : 0;
  }

  /** The gate waits for a message. */
  get wantsReady(): boolean {
    return this.plan.gate === "ready" || this.plan.gate === "both";
  }

  /** The gate does something itself. */
  get opensLinks(): boolean {
    return this.plan.gate === "onOpen" || this.plan.gate === "both";
  }

  /** Some time, on the clock. */
  rest(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.schedule(ms, resolve));
  }

  /** Nobody has ever read, and links would end for that. */
  get isUnread(): boolean {
    const { discard, overflow } = this.plan.inbox;
    return overflow === "disconnect" && !discard && !this.unread.hasRead;
  }

  /** Whether anybody reads by now. */
  get mayRead(): boolean {
    return this.now - this.openedAt >= this.plan.unreadFor;
  }

  /** From the first read on, sockets are paused again, at the next message of each. */
  beginReading(): void {
    if (this.unread.hasRead) return;
    this.unread.hasRead = true;
    for (const { port } of this.generations) if (port.wire) port.wire.hasSpoken = false;
  }

  /** By how much timers may be late in this step: by a clamp, and by another where a gap put them off. */
  get late(): number {
    return this.#late + 2 * this.watchedClock.clamp;
  }

  /** What is overdue after a gap has its turn when clamped timers have run again, which another gap can put off. */
  set late(ms: number) {
    const { clamp } = this.watchedClock;
    const goesOn = clamp > 0 && this.now <= this.ranAt + 3 * clamp;
    this.#late = goesOn ? this.#late + ms : ms;
  }

  /** Nothing goes wrong from now on. */
  heal(): void {
    this.isHealing = true;
    this.plan = healed(this.plan);
  }

  /** Within so many milliseconds a backlog is looked at, which is done eight times in the silence that is allowed. */
  get looks(): number {
    const isHidden = this.hidden || this.now - this.seenAt < HIDDEN_LOOKS;
    return isHidden ? HIDDEN_LOOKS : this.#looksSeen;
  }

  /** The same in a page that is seen. */
  get #looksSeen(): number {
    const { keepaliveTimeout = 20_000 } = this.plan.session;
    return keepaliveTimeout / 4 + SLACK + this.late;
  }

  // --- who is there ---

  /** Registered, as far as the user knows. */
  get registered(): readonly Generation[] {
    return this.generations.filter(
      ({ peer, isLeaving, isRetired }) => peer !== undefined && !isLeaving && !isRetired,
    );
  }

  // --- the environment ---

  readonly environment: Environment = {
    subscribe: (listener) => {
      this.#listeners.add(listener);
      // As `browserEnvironment` does.
      if (this.hidden) listener("hidden");
      return () => this.#listeners.delete(listener);
    },
  };

  /** Those who listen to signals: a pool or a connection, while it is there. */
  get listening(): number {
    return this.#listeners.size;
  }

  signal(signal: Signal): void {
    if (this.hidden) this.seenAt = this.now;
    if (signal === "hidden" && !this.hidden) this.#hiddenAt = this.now;
    if (signal === "visible" && this.hidden) this.#lookAgain();
    if (signal === "hidden" || signal === "visible") this.hidden = signal === "hidden";
    this.expectSignal(signal);
    this.signalling = signal;
    for (const listener of this.#listeners) listener(signal);
    for (const { watch } of this.generations) watch?.look();
    this.signalling = undefined;
  }

  /** A page that is seen again looks at all backlogs. A hidden one did so rarely, or not at all where its silence is not judged. */
  #lookAgain(): void {
    const since = this.#hiddenAt - this.#looksSeen;
    for (const { book, line } of this.generations) {
      const every = (book.silence?.allowed ?? 0) / 8;
      line?.backlog.looked(since, every + SLACK + this.late);
    }
  }

  /** What the books have to know before the sessions do. */
  expectSignal(signal: Signal): void {
    this.note(`signal ${signal}`);
    for (const { book, isOver, provedAt, watch } of this.generations) {
      watch?.look();
      if (!isOver) book.signal(signal, provedAt);
    }
  }

  // --- time ---

  /** All that is due by then happens, each with its promises, and is checked. */
  async advance(ms: number, check: () => void): Promise<void> {
    const target = this.now + ms;
    await this.settle();
    for (
      let next = this.clock.next;
      next !== undefined && next <= target + CHAIN;
      next = this.clock.next
    ) {
      this.clock.advance(Math.max(0, next - this.now) + NUDGE);
      await this.settle();
      check();
    }
    this.clock.advance(Math.max(0, target - this.now));
    await this.settle();
    check();
  }

  /** All promises settle, and servers look at what came. */
  async settle(): Promise<void> {
    await macrotask();
    this.turn += 1;
    for (const generation of this.generations) generation.attend();
    this.#throwErrors();
  }

  // --- what threw where it must not ---

  /** For what a pool or a connection calls: it would swallow what is thrown there. */
  guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#errors.push(error);
    }
  }

  #throwErrors(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }
}
