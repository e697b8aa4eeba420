// The dial limiter of one origin: its pace and its outages put together, and the peers that share it.

import type { Clock } from "../base/clock.ts";
import type { Failure } from "../failure.ts";
import type { DialingOptions } from "../options/options.ts";
import type { OriginAdmission } from "./admission.ts";
import type { DialLimiter } from "./dial-limiter.ts";
import { Outage } from "./outage.ts";
import { Pacing } from "./pacing.ts";
import type { PeerDialer } from "./peer-dialer.ts";
import type { Place } from "./place.ts";

export class OriginLimiter implements OriginAdmission {
  readonly origin: string;
  readonly #parent: DialLimiter;
  readonly #dialers = new Set<PeerDialer>();
  readonly #pacing: Pacing;
  readonly #outage: Outage;

  constructor(origin: string, clock: Clock, options: DialingOptions, parent: DialLimiter) {
    this.origin = origin;
    this.#parent = parent;
    this.#pacing = new Pacing(clock, options, this, parent.slotOf(origin));
    this.#outage = new Outage(clock, options.probeInterval, this);
  }

  get nextSlot(): number {
    return this.#pacing.nextSlot;
  }

  get isDown(): boolean {
    return this.#outage.isDown;
  }

  join(dialer: PeerDialer): void {
    this.#dialers.add(dialer);
  }

  quit(dialer: PeerDialer): void {
    this.#dialers.delete(dialer);
    this.#outage.forget(dialer);
    if (this.#dialers.size === 0) this.#dispose();
  }

  /** No timer is left behind. */
  #dispose(): void {
    this.#pacing.dispose();
    this.#outage.dispose();
    this.#parent.close(this);
  }

  // --- places ---

  enter(place: Place): void {
    if (!this.#outage.holdIfDown(place)) this.#pacing.enter(place);
  }

  awaitHandshake(place: Place): void {
    this.#pacing.awaitHandshake(place);
  }

  leave(place: Place): void {
    const { stage } = place;
    place.stage = "nowhere";
    this.#outage.leave(place, stage);
    this.#pacing.leave(place, stage);
  }

  // --- what became of dials and links ---

  opened(): void {
    this.#outage.opened();
  }

  ended(): void {
    this.#outage.ended();
  }

  failed(dialer: PeerDialer, failure: Failure, seesStatus: boolean): void {
    this.#outage.failed(dialer, failure, seesStatus);
  }

  // --- as its pacing and its outage ask ---

  /** The slot of a place has come. False where the place is held instead, as the origin may have gone down since it was queued. */
  admits(place: Place, now: number): boolean {
    if (this.#outage.holdIfDown(place)) return false;
    this.#outage.dialed(now);
    return true;
  }

  /** Queues places that were held. */
  resume(places: Iterable<Place>): void {
    this.#pacing.resume(places);
  }

  /** Tells all peers that the origin answers again. */
  reachable(): void {
    for (const dialer of this.#dialers) dialer.reachable();
  }
}
