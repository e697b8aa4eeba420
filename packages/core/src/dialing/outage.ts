// Whether one origin is down, and who is held while it is. How fast dials may be is not known here.

import type { Clock } from "../base/clock.ts";
import type { Failure } from "../failure.ts";
import type { OriginLimiter } from "./origin-limiter.ts";
import type { PeerDialer } from "./peer-dialer.ts";
import type { Place, Stage } from "./place.ts";
import { OriginProbing } from "./origin-probing.ts";

/** Answers of a proxy whose service is away; any other answer comes from the service itself. */
const AWAY = [502, 503, 504];

/**
 * The origin is down when no link to it is up and its latest dial got no answer. Then it is probed, and automatic
 * redials are held until it answers.
 */
export class Outage {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #limiter: OriginLimiter;
  #links = 0;
  #unanswered = false;
  /**
   * The first peer whose dial failed without an HTTP answer, on a transport that could not have seen one. Such a failure may be the
   * fault of that peer alone. When a second peer fails too, the origin is down.
   */
  #suspect: PeerDialer | undefined;
  #dialedAt = -Infinity;
  // Made for each outage: most origins are up.
  #probing: OriginProbing | undefined;

  constructor(clock: Clock, interval: number, limiter: OriginLimiter) {
    this.#clock = clock;
    this.#interval = interval;
    this.#limiter = limiter;
  }

  get isDown(): boolean {
    return this.#links === 0 && this.#unanswered;
  }

  /** When the origin was last dialled, by any peer. */
  get dialedAt(): number {
    return this.#dialedAt;
  }

  dialed(now: number): void {
    this.#dialedAt = now;
  }

  // --- places ---

  /** Holds a place that has to wait for the origin, or for its turn to probe it. True if it is held. */
  holdIfDown(place: Place): boolean {
    if (!place.automatic || !this.isDown) return false;
    this.#probing ??= new OriginProbing(this.#clock, this.#interval, this);
    if (this.#probing.allows(place.dialer)) return false;
    this.#probing.hold(place);
    return true;
  }

  /** A place is given back; `stage` is the one that it was in. */
  leave(place: Place, stage: Stage): void {
    if (stage === "held") this.#probing?.leave(place);
    else if (stage !== "nowhere") this.#probing?.ended();
  }

  /** Queues a place that was held, as its peer may probe the origin now. */
  admit(place: Place): void {
    this.#limiter.resume([place]);
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

  failed(dialer: PeerDialer, { phase, status }: Failure, seesStatus: boolean): void {
    this.#probing?.failed(dialer, phase);
    // A provider's or a gate's failure says nothing of the origin.
    if (phase === "resolve" || phase === "opening") return;
    if (status !== undefined && !AWAY.includes(status)) return this.#answered(this.isDown);
    this.#unanswered ||= seesStatus || (this.#suspect ?? dialer) !== dialer;
    this.#suspect ??= dialer;
  }

  #answered(wasDown: boolean): void {
    this.#unanswered = false;
    this.#suspect = undefined;
    this.#limiter.resume(this.#endProbing());
    if (wasDown) this.#limiter.reachable();
  }

  /** The peer is gone. */
  forget(dialer: PeerDialer): void {
    if (this.#suspect === dialer) this.#suspect = undefined;
    this.#probing?.forget(dialer);
  }

  /** No timer is left behind. */
  dispose(): void {
    this.#endProbing();
  }

  #endProbing(): Iterable<Place> {
    const held = this.#probing?.end() ?? [];
    this.#probing = undefined;
    return held;
  }
}
