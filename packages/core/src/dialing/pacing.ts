// The pace of dials to one origin: so many a second, so many handshakes at once. Whether it is down is not known here.

import type { Clock, Timer } from "../base/clock.ts";
import type { DialingOptions } from "../options/options.ts";
import type { OriginLimiter } from "./origin-limiter.ts";
import type { Place, Stage } from "./place.ts";

/** Slots missed by late timers are made up for, but not more than this many milliseconds of them. */
const CATCH_UP = 20;

/**
 * Where handshakes go one by one, so many dials may ask their providers at once. All of them may then wait for each other
 * within their `dialTimeout`: eight handshakes of a second are still within the default one.
 */
const ASKING = 8;

/**
 * Admits `perSecond` dials. `inFlight` of them may be in their handshake; a dial that asks providers takes its part of that
 * when its target is known, and others may begin meanwhile. What its sets hold is bounded by one place per peer.
 */
export class Pacing {
  readonly #clock: Clock;
  readonly #options: DialingOptions;
  readonly #limiter: OriginLimiter;
  /** Those who wait for a slot. */
  readonly #queue = new Set<Place>();
  /** Those who wait for room alone. Made for the first one: most peers have no provider. */
  #ready: Set<Place> | undefined;
  #asking = 0;
  #inFlight = 0;
  #nextSlot: number;
  #timer: Timer | undefined;

  /** `nextSlot` is that of the limiter that was here before. */
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

  /** When the next dial may be, on the clock. */
  get nextSlot(): number {
    return this.#nextSlot;
  }

  enter(place: Place): void {
    // Slots of an idle time are gone; only those that a late timer missed are made up for.
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

  /** Who asked nobody has its room already. */
  ready(place: Place): void {
    if (place.stage === "dialing") return place.begin();
    if (place.stage === "asking") this.#asking--;
    place.stage = "ready";
    (this.#ready ??= new Set()).add(place);
    this.#pump();
  }

  /** A place is given back that stood there. */
  leave(place: Place, stage: Stage): void {
    this.#queue.delete(place);
    this.#ready?.delete(place);
    if (stage === "asking") this.#asking--;
    else if (stage === "dialing") this.#inFlight--;
    else return;
    this.#pump();
  }

  #pump(): void {
    this.#timer?.cancel();
    if (this.#ready !== undefined) this.#pumpReady(this.#ready);
    this.#pumpQueue(this.#clock.now());
  }

  #pumpReady(ready: Set<Place>): void {
    for (const place of ready) {
      if (this.#isFull) return;
      ready.delete(place);
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
    return asks && this.#asking >= Math.max(ASKING, this.#options.inFlight);
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
