// The limiter of one origin, with places and peers that only write down what they are told, and do so at once.

import { DialLimiter } from "../../../src/dialing/dial-limiter.ts";
import type { PeerDialer } from "../../../src/dialing/peer-dialer.ts";
import type { Place } from "../../../src/dialing/place.ts";
import type { Failure } from "../../../src/failure.ts";
import { ManualClock } from "../../../src/testing/index.ts";

export const REFUSED: Failure = { phase: "dial", kind: "network" };

export function limited({ perSecond = 100, inFlight = 64 } = {}) {
  const clock = new ManualClock();
  const told: string[] = [];
  const limiter = new DialLimiter(clock, { perSecond, inFlight, probeInterval: 2_000 });
  const places: Place[] = [];
  const peers = new Map<string, PeerDialer>();
  const peer = (name: string): PeerDialer => {
    const known = peers.get(name) ?? {
      reachable: () => told.push(`${name} called`),
      get isDialing() {
        const own = places.filter((place) => place.dialer === peers.get(name));
        return own.some(({ stage }) => stage !== "held" && stage !== "nowhere");
      },
    };
    peers.set(name, known as unknown as PeerDialer);
    return known as unknown as PeerDialer;
  };
  const place = (name: string, { automatic = false, asks = false } = {}): Place => {
    const made = {
      ...{ dialer: peer(name), automatic, asks, stage: "nowhere" },
      admitted: () => told.push(`${name} admitted`),
      begin: () => told.push(`${name} begins`),
    } as unknown as Place;
    places.push(made);
    return made;
  };
  // One that only listens, and keeps the origin in use.
  const listener = { reachable: () => told.push("reachable") } as unknown as PeerDialer;
  const subject = limiter.join("wss://one.example", listener);
  /** That peer's dial failed, and its place is free again. */
  const fail = (of: Place, failure = REFUSED, sees = true): void => {
    subject.leave(of);
    subject.failed(of.dialer, failure, sees);
  };
  const quit = (): void => subject.quit(listener);
  return { clock, limiter, subject, told, place, fail, quit };
}
