// Paces the dials to one origin: it bounds the dials per second and the handshakes at once. Whether the origin is down is not known here.

import type { Clock, Timer } from "../base/clock.ts";
import type { DialingOptions } from "../options/options.ts";
import type { OriginLimiter } from "./origin-limiter.ts";
import type { Place, Stage } from "./place.ts";

/** Slots missed by late timers are made up for, but not more than this many milliseconds of them. */
const CATCH_UP = 20;

/**
 * The smallest number of dials that may ask their providers at once, also where `inFlight` is 1. Their handshakes then wait for each
 * other: eight handshakes that take a second each still end within the default `dialTimeout` of 10 s.
 */
const MIN_ASKING = 8;

/**
 * Admits `perSecond` dials. At most `inFlight` of them may be in their handshake. A dial that asks providers counts as a handshake only
 * when its target is known, so that others may begin meanwhile. Its sets hold at most one place per peer.
 */
export class Pacing {
  readonly #clock: Clock;
  readonly #options: DialingOptions;
  readonly #limiter: OriginLimiter;
  /** Places that wait for a slot. */
  readonly #queue = new Set<Place>();
  /** Admitted places whose target is known and that wait for a handshake to end. Made when needed: most peers have no provider. */
  #resolved: Set<Place> | undefined;
  #asking = 0;
  #inFlight = 0;
  #nextSlot: number;
  #timer: Timer | undefined;

  /** `nextSlot` is that of the previous limiter of the same origin. */
  constructor(
    clock: Clock,
    options: DialingOptions,
    limiter: OriginLimiter,
    nextSlot: number = -Infinity,
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#limiter = limiter;
    this.#nextSlot = nextSlot;
  }

  /** The time on the clock at which the next dial may begin. */
  get nextSlot(): number {
    return this.#nextSlot;
  }

  enter(place: Place): void {
    // Slots that passed while nobody waited are lost. Only slots that a late timer missed are made up for.
    if (this.#queue.size === 0) this.#nextSlot = Math.max(this.#nextSlot, this.#clock.now());
    this.resume([place]);
  }

  resume(places: Iterable<Place>): void {
    for (const place of places) {
      place.stage = "queued";
      this.#queue.add(place);
    }
    this.#pump();
  }

  /** The target of a place is known. A dial without providers was counted as a handshake when it was admitted, and begins at once. */
  awaitHandshake(place: Place): void {
    if (place.stage === "dialing") return place.begin();
    if (place.stage === "asking") this.#asking--;
    place.stage = "resolved";
    (this.#resolved ??= new Set()).add(place);
    this.#pump();
  }

  /** A place is given back; `stage` is the one that it was in. */
  leave(place: Place, stage: Stage): void {
    this.#queue.delete(place);
    this.#resolved?.delete(place);
    if (stage === "asking") this.#asking--;
    else if (stage === "dialing") this.#inFlight--;
    else return;
    this.#pump();
  }

  #pump(): void {
    this.#timer?.cancel();
    if (this.#resolved !== undefined) this.#pumpResolved(this.#resolved);
    this.#pumpQueue(this.#clock.now());
  }

  #pumpResolved(resolved: Set<Place>): void {
    for (const place of resolved) {
      if (this.#isFull) return;
      resolved.delete(place);
      this.#dial(place);
      place.begin();
    }
  }

  #pumpQueue(now: number): void {
    this.#nextSlot = Math.max(this.#nextSlot, now - CATCH_UP);
    for (const place of this.#queue) {
      if (this.#isFull || this.#asksTooMany(place)) return;
      if (this.#nextSlot > now) return this.#pumpAt(this.#nextSlot - now);
      this.#queue.delete(place);
      if (this.#limiter.admits(place, now)) this.#admit(place);
    }
  }

  get #isFull(): boolean {
    return this.#inFlight >= this.#options.inFlight;
  }

  #asksTooMany({ asks }: Place): boolean {
    return asks && this.#asking >= Math.max(MIN_ASKING, this.#options.inFlight);
  }

  #admit(place: Place): void {
    this.#nextSlot += 1_000 / this.#options.perSecond;
    if (place.asks) this.#ask(place);
    else this.#dial(place);
    place.admitted();
  }

  #ask(place: Place): void {
    place.stage = "asking";
    this.#asking++;
  }

  #dial(place: Place): void {
    place.stage = "dialing";
    this.#inFlight++;
  }

  #pumpAt(ms: number): void {
    this.#timer = this.#clock.schedule(ms, () => this.#pump());
  }

  /** No timer is left behind. */
  dispose(): void {
    this.#timer?.cancel();
  }
}
