// Who dials an origin that is down, and when: one peer for all. Whether it is down, and how fast dials may be, is not known here.

import type { Clock, Timer } from "../base/clock.ts";
import type { FailurePhase } from "../failure.ts";
import type { Outage } from "./outage.ts";
import type { PeerDialer } from "./peer-dialer.ts";
import type { Place } from "./place.ts";

/** After this many failed probes of one peer the next peer probes, as the failures may be the fault of that peer alone. */
const PROBES = 3;
/** After this many milliseconds a probe that hangs no longer delays the next one: twice the default `maxDelay`. */
const LONGEST_PROBE = 60_000;

/**
 * One peer probes on its own backoff, and the automatic redials of the others are held, without delay of their own. While
 * any is held, a probe begins `probeInterval` after the last dial, whatever the prober's backoff: the luck of one peer does
 * not decide for all, and a long outage costs the server one dial in that time. Holds one place per peer at most.
 */
export class OriginProbing {
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #outage: Outage;
  readonly #held = new Set<Place>();
  #prober: PeerDialer | undefined;
  /** Failed probes of this prober, and of all since the origin is down. */
  #ownProbes = 0;
  #probes = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, interval: number, outage: Outage) {
    this.#clock = clock;
    this.#interval = interval;
    this.#outage = outage;
  }

  /** Whether this peer may dial now. The first to ask becomes the prober. */
  allows(dialer: PeerDialer): boolean {
    if (this.#prober === undefined) this.#appoint(dialer);
    if (this.#prober !== dialer) return false;
    // The first probes begin at the times of the prober's own backoff, so that a short outage is noticed soon.
    const isFree = this.#held.size === 0 || this.#probes < PROBES;
    return isFree || this.#clock.now() >= this.#outage.dialedAt + this.#interval;
  }

  hold(place: Place): void {
    place.stage = "held";
    this.#held.add(place);
    // For a place of the prober the timer is set anew, as the next probe is due earlier when none is under way.
    if (this.#held.size === 1 || place.dialer === this.#prober) this.#arm();
  }

  leave(place: Place): void {
    this.#held.delete(place);
  }

  /** A dial is over, or was given up before it began. */
  ended(): void {
    this.#arm();
  }

  failed(dialer: PeerDialer, phase: FailurePhase): void {
    if (this.#prober !== dialer) return;
    this.#probes++;
    // A dial without a target never reached the origin.
    this.#ownProbes += phase === "resolve" ? PROBES : 1;
  }

  /** The peer is gone. */
  forget(dialer: PeerDialer): void {
    if (this.#prober === dialer) this.#appoint(undefined);
  }

  /** The outage is over, or nobody is left: gives back all that were held, and leaves no timer behind. */
  end(): Iterable<Place> {
    this.#timer?.cancel();
    return this.#held;
  }

  #appoint(dialer: PeerDialer | undefined): void {
    this.#prober = dialer;
    this.#ownProbes = 0;
  }

  #arm(): void {
    this.#timer?.cancel();
    if (this.#held.size === 0) return;
    const ms = Math.max(0, this.#next - this.#clock.now());
    this.#timer = this.#clock.schedule(ms, () => this.#due());
  }

  /** When the next probe begins; one that is under way has its time first. */
  get #next(): number {
    return (
      this.#outage.dialedAt +
      (this.#isProbing ? Math.max(LONGEST_PROBE, this.#interval) : this.#interval)
    );
  }

  get #isProbing(): boolean {
    return this.#prober?.isDialing === true;
  }

  #due(): void {
    if (this.#clock.now() >= this.#next) {
      if (this.#prober === undefined || this.#isProbing || this.#ownProbes >= PROBES)
        this.#handOver();
      this.#probe();
    }
    this.#arm();
  }

  /** Makes the peer that has waited longest the prober. The former prober queues too, instead of waiting for a long backoff of its own. */
  #handOver(): void {
    const former = this.#prober;
    const next = [...this.#held].find(({ dialer }) => dialer !== former);
    if (next === undefined) return;
    this.#appoint(next.dialer);
    former?.reachable();
  }

  #probe(): void {
    const own = [...this.#held].find(({ dialer }) => dialer === this.#prober);
    if (own !== undefined) return this.#admit(own);
    this.#prober?.reachable();
    const [next] = this.#held;
    if (this.#isProbing || next === undefined) return;
    // The prober has to stay away: its server asked it to, its page is frozen, its part of the inbox is full.
    this.#appoint(next.dialer);
    this.#admit(next);
  }

  #admit(place: Place): void {
    this.#held.delete(place);
    this.#outage.admit(place);
  }
}
