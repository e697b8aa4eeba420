// How a dialer asks whether it may dial, and what it tells of its dials. Types only; how dials are paced is not known here.

import type { Failure } from "../failure.ts";
import type { PeerDialer } from "./peer-dialer.ts";
import type { Place } from "./place.ts";

/** Admits the dials of all peers: the limiter of a pool, or `admitAtOnce`. */
export interface Admission {
  /** That peer dials that origin from now on, until it quits. */
  join(origin: string, peer: PeerDialer): OriginAdmission;
}

/** The admission at one origin. */
export interface OriginAdmission {
  /** The origin that was joined; empty where origins do not matter. */
  readonly origin: string;
  /** Calls `place.admitted` once, when the dial may begin. */
  enter(place: Place): void;
  /** The target is known: calls `place.begin` once, when the handshake may begin. The place may have been admitted at another origin. */
  awaitHandshake(place: Place): void;
  /** A place is given back, wherever it stands. */
  leave(place: Place): void;
  /** A link is there. */
  opened(): void;
  /** A link that was there has ended. */
  ended(): void;
  /** A dial failed; `sees` says that its transport would have seen an HTTP answer. */
  failed(peer: PeerDialer, failure: Failure, sees: boolean): void;
  /** The peer does not dial here any more, and has no place left. */
  quit(peer: PeerDialer): void;
}
