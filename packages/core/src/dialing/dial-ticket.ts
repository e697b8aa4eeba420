// One wish to dial: a place at the limiter, and the ticket for it in the worker's hands.

import type { EnterOptions, Ticket } from "../worker.ts";
import type { OriginGate } from "./origin-gate.ts";
import type { Place, PlaceHolder } from "./place.ts";

/** Whose ticket it is. */
export interface TicketOwner extends PlaceHolder {
  /** Calls what belongs to a worker, which may throw. */
  guard(call: () => void): void;
  /** The ticket was given back. */
  left(ticket: DialTicket): void;
}

export class DialTicket implements Ticket, Place {
  readonly peer: TicketOwner;
  readonly automatic: boolean;
  readonly #gate: OriginGate;
  readonly #admitted: () => void;
  #isThere = false;

  constructor(
    peer: TicketOwner,
    gate: OriginGate,
    admitted: () => void,
    { automatic = false }: EnterOptions,
  ) {
    this.peer = peer;
    this.automatic = automatic;
    this.#gate = gate;
    this.#admitted = admitted;
  }

  enter(): void {
    this.#isThere = true;
    this.#gate.enter(this);
  }

  leave(): void {
    this.#isThere = false;
    this.peer.left(this);
    this.#gate.leave(this);
  }

  /** In a microtask, so that the ticket is in the caller's hands; not at all once it was given back. */
  admitted(): void {
    queueMicrotask(() => {
      if (this.#isThere) this.peer.guard(this.#admitted);
    });
  }
}
