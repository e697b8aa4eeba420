// One wish to dial: a place at an origin, and the ticket for it in the worker's hands. When it is admitted is not known here.

import type { EnterOptions, Ticket } from "../worker.ts";
import type { OriginAdmission } from "./admission.ts";
import type { PeerDialer } from "./peer-dialer.ts";

/** Where a place stands; written by the limiter alone. */
export type Stage =
  | "nowhere"
  /** It waits for its slot. */
  | "queued"
  /** It waits for an origin that is down. */
  | "held"
  /** It was admitted, and its providers are asked. */
  | "asking"
  /** Its target is known, and it waits for room. */
  | "ready"
  /** Its handshake is under way, or may be. */
  | "dialing";

export class Place implements Ticket {
  /** Who asks; the prober is remembered by it. */
  readonly peer: PeerDialer;
  /** It may be held while the origin is down. */
  readonly automatic: boolean;
  /** Providers are asked before its handshake. */
  readonly asks: boolean;
  stage: Stage = "nowhere";
  /** Where it stands, until it is given back. */
  #origin: OriginAdmission | undefined;
  readonly #admitted: () => void;
  #open: (() => void) | undefined;

  constructor(
    peer: PeerDialer,
    admitted: () => void,
    { automatic = false }: EnterOptions,
    asks: boolean,
  ) {
    this.peer = peer;
    this.automatic = automatic;
    this.asks = asks;
    this.#admitted = admitted;
  }

  enter(origin: OriginAdmission): void {
    this.#origin = origin;
    origin.enter(this);
  }

  /** The target is known: calls `open` when its handshake may begin, at the origin of that target. */
  ready(origin: OriginAdmission, open: () => void): void {
    // It is for one dial: another one that a worker makes of it waits for nobody.
    if (this.#open !== undefined) return open();
    this.#open = open;
    if (origin !== this.#origin) this.#origin?.leave(this);
    this.#origin = origin;
    origin.ready(this);
  }

  leave(): void {
    const origin = this.#origin;
    const waited = this.stage === "ready";
    this.#origin = undefined;
    this.peer.left(this);
    origin?.leave(this);
    // A worker that gives it back and keeps its dial waits for nobody.
    if (waited) this.begin();
  }

  // --- as the admission tells, in a microtask: whoever causes it is not called back from inside ---

  /** Not at all once it was given back. */
  admitted(): void {
    queueMicrotask(() => {
      if (this.#origin !== undefined) this.peer.guard(this.#admitted);
    });
  }

  begin(): void {
    queueMicrotask(() => this.#open?.());
  }
}
