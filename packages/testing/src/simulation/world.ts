// One seed's world: a pool, its peers' servers, one clock, one source of chance, and all that is known of them.

import type { Peer, Pool, Signal, Environment } from "@skep/core";
import { ManualClock, SeededRandom } from "@skep/core/testing";
import { drawFate, type Fate, type Fault, healed } from "./fate.ts";
import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
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
  readonly poolClock: WatchedClock = new WatchedClock(this.clock, {
    gap: (ms) => this.expectSignal(ms < SLEEP ? "stalled" : "woken"),
    guard: (call) => this.guard(call),
  });
  readonly random: SeededRandom;
  readonly trace: Trace = new Trace();
  readonly reached: Reached = new Reached();
  /** All registrations so far, in order. */
  readonly generations: Generation[] = [];
  readonly hosts: readonly Host[];
  readonly #byPeer = new Map<Peer, Generation>();
  readonly #listeners = new Set<(signal: Signal) => void>();
  readonly #errors: unknown[] = [];
  /** Stands in queries and headers, and must not be told. */
  readonly canary: string = "canary-7f3a";
  fate: Fate;
  pool!: Pool;
  hidden = false;
  /** When it was hidden last. */
  seenAt = 0;
  /** When it went on after it had not run. */
  ranAt = 0;
  /** When a peer was there last, or a message of one. */
  someoneAt = 0;
  /** The user has closed the pool, and connects nobody any more. */
  isClosing = false;
  /** All faults have ended. */
  isHealing = false;
  /** Macrotasks so far. */
  turn = 0;
  /** Somebody has read the inbox. */
  hasRead = false;
  /** Messages were lost because nobody ever read, and how often somebody was told what to do about it. */
  isLosingUnread = false;
  unreadWarnings = 0;
  #late = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.fate = drawFate(this.random);
    this.poolClock.clamp = this.fate.clamp;
    this.hosts = Array.from(
      { length: this.fate.origins },
      (_, index) => new Host(this, `wss://host-${index}.example`),
    );
  }

  get now(): number {
    return this.clock.now();
  }

  note(line: string): void {
    this.trace.add(`${Math.round(this.now * 1_000) / 1_000} ${line}`);
  }

  /** Whether this fault happens now. */
  strikes(fault: Fault): boolean {
    const happens = this.random.chance(this.fate.chances[fault]);
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
    return this.fate.gate === "ready" || this.fate.gate === "both";
  }

  /** The gate does something itself. */
  get opensLinks(): boolean {
    return this.fate.gate === "onOpen" || this.fate.gate === "both";
  }

  /** Some time, on the clock. */
  rest(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.schedule(ms, resolve));
  }

  /** Nobody has ever read, and links would end for that. */
  get isUnread(): boolean {
    const { discard, overflow } = this.fate.inbox;
    return overflow === "disconnect" && !discard && !this.hasRead;
  }

  /** Whether anybody reads by now. */
  get mayRead(): boolean {
    return this.now - BEGIN >= this.fate.unreadFor;
  }

  warnedUnread(): void {
    this.unreadWarnings += 1;
    this.reached.add("unread");
    hold(this.unreadWarnings === 1, "unread inboxes end no link", () => "warned twice");
  }

  /** From the first read on, sockets are paused again, at the next message of each. */
  beginReading(): void {
    if (this.hasRead) return;
    this.hasRead = true;
    for (const { port } of this.generations) if (port.wire) port.wire.hasSpoken = false;
  }

  checkRemaining(remaining: number): void {
    const { length } = this.registered;
    hold(remaining === length, "figures", () => `${remaining} remaining, not ${length}`);
  }

  /** By how much timers may be late in this step: by a clamp, and by another where a gap put them off. */
  get late(): number {
    return this.#late + 2 * this.poolClock.clamp;
  }

  /** What is overdue after a gap has its turn when clamped timers have run again, which another gap can put off. */
  set late(ms: number) {
    const { clamp } = this.poolClock;
    const goesOn = clamp > 0 && this.now <= this.ranAt + 3 * clamp;
    this.#late = goesOn ? this.#late + ms : ms;
  }

  /** Nothing goes wrong from now on. */
  heal(): void {
    this.isHealing = true;
    this.fate = healed(this.fate);
  }

  /** Within so many milliseconds a backlog is looked at, which is done eight times in the silence that is allowed. */
  get looks(): number {
    const { keepaliveTimeout = 20_000 } = this.fate.session;
    const isHidden = this.hidden || this.now - this.seenAt < HIDDEN_LOOKS;
    return isHidden ? HIDDEN_LOOKS : keepaliveTimeout / 4 + SLACK + this.late;
  }

  // --- who is there ---

  add(generation: Generation, peer: Peer): void {
    this.#byPeer.set(peer, generation);
  }

  of(peer: Peer): Generation {
    const generation = this.#byPeer.get(peer);
    hold(generation !== undefined, "identity", () => `an unknown peer ${peer.id}`);
    return generation as Generation;
  }

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

  /** Parts of the pool that listen to signals. */
  get listening(): number {
    return this.#listeners.size;
  }

  signal(signal: Signal): void {
    if (this.hidden) this.seenAt = this.now;
    if (signal === "hidden" || signal === "visible") this.hidden = signal === "hidden";
    this.expectSignal(signal);
    for (const listener of this.#listeners) listener(signal);
  }

  /** What the books have to know before the sessions do. */
  expectSignal(signal: Signal): void {
    this.note(`signal ${signal}`);
    for (const { book, isOver, provedAt } of this.generations)
      if (!isOver) book.signal(signal, provedAt);
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

  /** For what the pool calls: it would swallow what is thrown there. */
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
