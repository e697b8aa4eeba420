// The dial limiter of one origin: it paces dials, and while the origin is down lets one peer probe for all.

import type { Clock, Timer } from "../base/clock.ts";
import type { Failure } from "../failure.ts";
import type { DialingOptions } from "../options/options.ts";

/** Answers of a proxy whose service is away; any other answer comes from the service itself. */
const AWAY = [502, 503, 504];
/** Slots missed by late timers are made up for, but not more than this many milliseconds of them. */
const CATCH_UP = 20;
/** A prober whose own way is barred must not bar that of the others: after so many failures the next one tries. */
const MOST_PROBES = 3;
/** A prober that does not come back is replaced after this: twice the default `maxDelay`. */
const PROBER_PATIENCE = 60_000;

/** One peer's wish to dial. */
export interface Place {
  /** Who asks; the prober is remembered by it. */
  readonly peer: object;
  readonly automatic: boolean;
  readonly attempt: number;
  admitted(): void;
  promoted(attempt: number): void;
}

/** A dial that failed, as its worker told it. */
export interface FailedDial {
  readonly peer: object;
  readonly failure: Failure;
  /** Failed tries of this peer in a row. */
  readonly attempt: number;
  /** Its transport would have seen an HTTP answer. */
  readonly sees: boolean;
}

/**
 * Admits `perSecond` dials, `inFlight` at once. Both queues hold at most one place per peer.
 *
 * The origin is down when no link to it is up and its latest dial got no answer. Then one peer probes on
 * its own backoff and the automatic redials of the others are held, without delay of their own.
 */
export class OriginGate {
  readonly #clock: Clock;
  readonly #options: DialingOptions;
  readonly #onReachable: () => void;
  readonly #paced = new Set<Place>();
  readonly #held = new Set<Place>();
  readonly #inFlight = new Set<Place>();
  #nextSlot: number;
  #slotTimer: Timer | undefined;
  #links = 0;
  #unanswered = false;
  /** Without HTTP status one failure may be that peer's own; two peers' are the origin's. */
  #suspect: object | undefined;
  #prober: object | undefined;
  #probeAttempt = 0;
  /** Failed probes of this prober. */
  #probes = 0;
  #patience: Timer | undefined;

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
    if (this.#mustWait(place)) this.#held.add(place);
    else this.#paced.add(place);
    this.#pump();
  }

  #mustWait(place: Place): boolean {
    return place.automatic && this.isDown && !this.#mayProbe(place);
  }

  #mayProbe({ peer, attempt }: Place): boolean {
    if (this.#prober === undefined) this.#probes = 0;
    this.#prober ??= peer;
    if (this.#prober !== peer) return false;
    this.#probeAttempt = Math.max(this.#probeAttempt, attempt);
    this.#beginPatience();
    return true;
  }

  /** Gives up a place, wherever it stands. */
  leave(place: Place): void {
    this.#held.delete(place);
    this.#paced.delete(place);
    if (this.#inFlight.delete(place)) this.#pump();
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
  failed({ peer, failure, attempt, sees }: FailedDial): void {
    const { phase, status } = failure;
    if (this.#prober === peer) this.#probeFailed(phase, attempt);
    // A provider's or a gate's failure says nothing of the origin.
    if (phase === "resolve" || phase === "opening") return;
    if (status !== undefined && !AWAY.includes(status)) return this.#answered(this.isDown);
    this.#unanswered ||= sees || (this.#suspect ?? peer) !== peer;
    this.#suspect ??= peer;
  }

  #probeFailed(phase: Failure["phase"], attempt: number): void {
    this.#probeAttempt = Math.max(this.#probeAttempt + 1, attempt);
    this.#probes++;
    // Without a target it never got as far as the origin.
    const barred = phase === "resolve" || this.#probes >= MOST_PROBES;
    if (barred && this.#held.size > 0) this.#promote();
  }

  #answered(wasDown: boolean): void {
    this.#unanswered = false;
    this.#probeAttempt = 0;
    this.#suspect = undefined;
    this.#prober = undefined;
    this.#patience?.cancel();
    for (const place of this.#held) this.#paced.add(place);
    this.#held.clear();
    this.#pump();
    if (wasDown) this.#onReachable();
  }

  // --- the prober ---

  /** The peer is gone; if it probed, the one that waits longest takes over its backoff. */
  forget(peer: object): void {
    if (this.#suspect === peer) this.#suspect = undefined;
    if (this.#prober === peer) this.#promote();
  }

  #promote(): void {
    const [next] = this.#held;
    this.#prober = next?.peer;
    this.#probes = 0;
    this.#patience?.cancel();
    if (next === undefined) return;
    this.#held.delete(next);
    this.#beginPatience();
    next.promoted(Math.max(this.#probeAttempt, next.attempt));
  }

  #beginPatience(): void {
    this.#patience?.cancel();
    this.#patience = this.#clock.schedule(PROBER_PATIENCE, () => this.#promote());
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
        this.#held.add(place);
        continue;
      }
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
    this.#patience?.cancel();
  }
}
