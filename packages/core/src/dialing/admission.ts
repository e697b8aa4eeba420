// The admission of dials: how a dialer asks whether it may dial, and how it reports the result. Types only; the rules are elsewhere.

import type { Failure } from "../failure.ts";
import type { PeerDialer } from "./peer-dialer.ts";
import type { Place } from "./place.ts";

/** Admits the dials of all peers: the limiter of a pool, or `admitAtOnce`. */
export interface Admission {
  /** The dialer dials that origin from now on, until it quits. */
  join(origin: string, dialer: PeerDialer): OriginAdmission;
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
  /** A dial failed. With `seesStatus` its transport would have reported the HTTP status of an answer. */
  failed(dialer: PeerDialer, failure: Failure, seesStatus: boolean): void;
  /** The dialer does not dial here any more, and has no place left. */
  quit(dialer: PeerDialer): void;
}
