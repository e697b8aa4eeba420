// One wish to dial: a place at the limiter, and the ticket for it in the worker's hands.

import type { EnterOptions, Ticket } from "../worker.ts";
import type { OriginGate, Place } from "./origin-gate.ts";

/** Whose ticket it is. */
export interface TicketOwner {
  /** Calls what belongs to a worker, which may throw. */
  guard(call: () => void): void;
  /** The ticket was given back. */
  left(ticket: DialTicket): void;
}

export class DialTicket implements Ticket, Place {
  readonly peer: TicketOwner;
  readonly automatic: boolean;
  readonly attempt: number;
  readonly #gate: OriginGate;
  readonly #admitted: () => void;
  readonly #promoted: EnterOptions["promoted"];
  #isThere = false;

  constructor(
    peer: TicketOwner,
    gate: OriginGate,
    admitted: () => void,
    { automatic = false, attempt = 0, promoted }: EnterOptions,
  ) {
    this.peer = peer;
    this.automatic = automatic && promoted !== undefined;
    this.attempt = attempt;
    this.#gate = gate;
    this.#admitted = admitted;
    this.#promoted = promoted;
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

  // --- as the limiter calls it ---

  admitted(): void {
    this.#tell(this.#admitted);
  }

  promoted(attempt: number): void {
    this.#tell(() => {
      this.leave();
      this.#promoted?.(attempt);
    });
  }

  /** In a microtask, so that the ticket is in the caller's hands; not at all once it was given back. */
  #tell(what: () => void): void {
    queueMicrotask(() => {
      if (this.#isThere) this.peer.guard(what);
    });
  }
}
