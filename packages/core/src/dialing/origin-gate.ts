// The dial limiter of one origin: it paces dials, and knows whether the origin is down.

import type { Clock, Timer } from "../base/clock.ts";
import type { Failure } from "../failure.ts";
import type { DialingOptions } from "../options/options.ts";
import type { Place, PlaceHolder } from "./place.ts";
import { Probing, type ProbingGate } from "./probing.ts";

/** Answers of a proxy whose service is away; any other answer comes from the service itself. */
const AWAY = [502, 503, 504];
/** Slots missed by late timers are made up for, but not more than this many milliseconds of them. */
const CATCH_UP = 20;
/** A dial that failed, as its worker told it. */
export interface FailedDial {
  readonly peer: PlaceHolder;
  readonly failure: Failure;
  /** Its transport would have seen an HTTP answer. */
  readonly sees: boolean;
}

/**
 * Admits `perSecond` dials, `inFlight` at once. The queue holds at most one place per peer.
 *
 * The origin is down when no link to it is up and its latest dial got no answer. Then it is probed, and automatic
 * redials are held until it answers.
 */
export class OriginGate implements ProbingGate {
  readonly #clock: Clock;
  readonly #options: DialingOptions;
  readonly #onReachable: () => void;
  readonly #paced = new Set<Place>();
  readonly #inFlight = new Set<Place>();
  #nextSlot: number;
  #slotTimer: Timer | undefined;
  #links = 0;
  #unanswered = false;
  /** Without HTTP status one failure may be that peer's own; two peers' are the origin's. */
  #suspect: PlaceHolder | undefined;
  readonly #probing: Probing;

  /** `nextSlot` is that of the gate that was here before. */
  constructor(
    clock: Clock,
    options: DialingOptions,
    onReachable: () => void,
    nextSlot: number = -Infinity,
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#onReachable = onReachable;
    this.#nextSlot = nextSlot;
    this.#probing = new Probing(clock, options.probeInterval, this);
  }

  /** When the next dial may be, on the clock. */
  get nextSlot(): number {
    return this.#nextSlot;
  }

  get isDown(): boolean {
    return this.#links === 0 && this.#unanswered;
  }

  enter(place: Place): void {
    // Slots of an idle time are gone; only those that a late timer missed are made up for.
    if (this.#paced.size === 0) this.#nextSlot = Math.max(this.#nextSlot, this.#clock.now());
    if (this.#mustWait(place)) this.#probing.hold(place);
    else this.#paced.add(place);
    this.#pump();
  }

  #mustWait({ automatic, peer }: Place): boolean {
    return automatic && this.isDown && !this.#probing.allows(peer);
  }

  /** Gives up a place, wherever it stands. */
  leave(place: Place): void {
    this.#probing.leave(place);
    const wasDialing = this.#inFlight.delete(place);
    if (this.#paced.delete(place) || wasDialing) this.#probing.ended();
    if (wasDialing) this.#pump();
  }

  // --- as its probing asks ---

  admit(place: Place): void {
    this.#paced.add(place);
    this.#pump();
  }

  isDialing(peer: PlaceHolder): boolean {
    return [...this.#paced, ...this.#inFlight].some((place) => place.peer === peer);
  }

  // --- what became of dials and links ---

  opened(): void {
    const wasDown = this.isDown;
    this.#links++;
    this.#answered(wasDown);
  }

  ended(): void {
    this.#links--;
  }

  /** A dial failed. */
  failed({ peer, failure, sees }: FailedDial): void {
    const { phase, status } = failure;
    this.#probing.failed(peer, phase);
    // A provider's or a gate's failure says nothing of the origin.
    if (phase === "resolve" || phase === "opening") return;
    if (status !== undefined && !AWAY.includes(status)) return this.#answered(this.isDown);
    this.#unanswered ||= sees || (this.#suspect ?? peer) !== peer;
    this.#suspect ??= peer;
  }

  #answered(wasDown: boolean): void {
    this.#unanswered = false;
    this.#suspect = undefined;
    for (const place of this.#probing.release()) this.#paced.add(place);
    this.#pump();
    if (wasDown) this.#onReachable();
  }

  /** The peer is gone. */
  forget(peer: PlaceHolder): void {
    if (this.#suspect === peer) this.#suspect = undefined;
    this.#probing.forget(peer);
  }

  // --- pacing ---

  #pump(): void {
    this.#slotTimer?.cancel();
    const now = this.#clock.now();
    const spacing = 1000 / this.#options.perSecond;
    this.#nextSlot = Math.max(this.#nextSlot, now - CATCH_UP);
    for (const place of this.#paced) {
      if (this.#inFlight.size >= this.#options.inFlight) return;
      if (this.#nextSlot > now) return this.#pumpAt(this.#nextSlot - now);
      this.#paced.delete(place);
      // It may have been found down since.
      if (this.#mustWait(place)) {
        this.#probing.hold(place);
        continue;
      }
      this.#probing.dialed(now);
      this.#nextSlot += spacing;
      this.#inFlight.add(place);
      place.admitted();
    }
  }

  #pumpAt(ms: number): void {
    this.#slotTimer = this.#clock.schedule(ms, () => this.#pump());
  }

  /** No timer is left behind. */
  dispose(): void {
    this.#slotTimer?.cancel();
    this.#probing.dispose();
  }
}
