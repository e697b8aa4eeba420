// A place in the limiter of an origin, which a worker holds as its ticket until the dial is over. When it is admitted is not known here.

import { soon } from "../base/soon.ts";
import type { EnterOptions, Ticket } from "../worker.ts";
import type { OriginAdmission } from "./admission.ts";
import type { PeerDialer } from "./peer-dialer.ts";

/** How far a place has come in its limiter; written by the limiter alone. */
export type Stage =
  | "nowhere"
  /** It waits for its slot. */
  | "queued"
  /** It waits for an origin that is down. */
  | "held"
  /** It was admitted, and its providers are asked. */
  | "asking"
  /** Its target is known, and it waits until it may begin its handshake. */
  | "resolved"
  /** Its handshake is under way, or may be. */
  | "dialing";

export class Place implements Ticket {
  /** The dialer that entered this place. */
  readonly dialer: PeerDialer;
  /** It may be held while the origin is down. */
  readonly automatic: boolean;
  /** Providers are asked before its handshake. */
  readonly asks: boolean;
  stage: Stage = "nowhere";
  /** The admission that the place was entered at; undefined once the place was given back. */
  #admission: OriginAdmission | undefined;
  readonly #admitted: () => void;
  #open: (() => void) | undefined;

  constructor(
    dialer: PeerDialer,
    admitted: () => void,
    { automatic = false }: EnterOptions,
    asks: boolean,
  ) {
    this.dialer = dialer;
    this.automatic = automatic;
    this.asks = asks;
    this.#admitted = admitted;
  }

  enter(admission: OriginAdmission): void {
    this.#admission = admission;
    admission.enter(this);
  }

  /** The target is known: calls `open` when its handshake may begin, at the origin of that target. */
  awaitHandshake(admission: OriginAdmission, open: () => void): void {
    // A place paces one dial only. A second dial with the same ticket begins at once.
    if (this.#open !== undefined) return open();
    this.#open = open;
    if (admission !== this.#admission) this.#admission?.leave(this);
    this.#admission = admission;
    admission.awaitHandshake(this);
  }

  leave(): void {
    const admission = this.#admission;
    const waited = this.stage === "resolved";
    this.#admission = undefined;
    this.dialer.left(this);
    admission?.leave(this);
    // A worker may give its ticket back and still go on with the dial. Its handshake then begins at once.
    if (waited) this.begin();
  }

  // --- called by the admission; the callbacks run in a microtask, so that nobody is called back from inside of its own call ---

  /** Calls the worker back, unless the place was given back before. */
  admitted(): void {
    soon(() => {
      if (this.#admission !== undefined) this.dialer.guard(this.#admitted);
    });
  }

  begin(): void {
    soon(() => this.#open?.());
  }
}
