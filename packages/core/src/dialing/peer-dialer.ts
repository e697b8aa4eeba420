// The dialer of one peer: the limiter of its origin, its providers, its transport.

import type { Failure } from "../failure.ts";
import type { ResolvedPoolOptions } from "../options/resolve.ts";
import type { DialTarget } from "../transport.ts";
import { originOf } from "../url.ts";
import type { DialRequest, DialSink, Dialer, Dialing, EnterOptions, Ticket } from "../worker.ts";
import { type AttemptListener, DialAttempt } from "./dial-attempt.ts";
import type { DialLimiter, Membership } from "./dial-limiter.ts";
import type { PlaceHolder } from "./place.ts";
import { DialTicket, type TicketOwner } from "./dial-ticket.ts";
import { resolveTarget, type TargetSource } from "./dial-target.ts";

/** Whose dialer it is. */
export interface DialerOwner {
  readonly id: string;
  /** What its targets are made of; made for each dial, which is less than to keep it. */
  readonly source: TargetSource;
  /** A message that came after its dial was given up. */
  late(data: string | Uint8Array): void;
  /** Calls in the async context in which the peer was registered. */
  inContext<T>(call: () => T): T;
  /** Code of the application threw where it was told something. */
  error(error: unknown): void;
}

/** The pool, as its dialers see it. */
export interface DialerPool {
  readonly options: ResolvedPoolOptions;
  readonly limiter: DialLimiter;
}

export class PeerDialer implements Dialer, PlaceHolder, AttemptListener, TicketOwner {
  readonly #owner: DialerOwner;
  readonly #pool: DialerPool;
  // Most often one of either at most: lists that are as long as they have to be weigh less than sets.
  #attempts: readonly DialAttempt[] = NONE;
  #tickets: readonly DialTicket[] = NONE;
  #at: Membership;
  #onReachable = nobodyListens;
  #released = false;

  constructor(owner: DialerOwner, pool: DialerPool) {
    this.#owner = owner;
    this.#pool = pool;
    const { url } = owner.source.peer;
    // Until a provider has answered, nobody knows what this peer shares with others.
    const origin = typeof url === "function" ? `peer ${owner.id}` : originOf(url);
    this.#at = pool.limiter.join(origin, this);
  }

  get id(): string {
    return this.#owner.id;
  }

  enter(admitted: () => void, options: EnterOptions = {}): Ticket {
    const ticket = new DialTicket(this, this.#at.gate, admitted, options);
    if (this.#released) return ticket;
    this.#tickets = and(this.#tickets, ticket);
    ticket.enter();
    return ticket;
  }

  dial(ticket: Ticket, request: DialRequest, sink: DialSink): Dialing {
    const attempt = new DialAttempt(sink, ticket, this);
    this.#attempts = and(this.#attempts, attempt);
    if (this.#released) {
      attempt.abandon();
      return attempt;
    }
    const { source } = this.#owner;
    const target = this.inContext(() => this.#resolve(source, request, attempt));
    void attempt.run(target, source.transport, this.#pool.options.unref);
    return attempt;
  }

  // --- as its tickets and attempts tell ---

  left(ticket: DialTicket): void {
    this.#tickets = without(this.#tickets, ticket);
  }

  opened(attempt: DialAttempt): void {
    const { gate } = this.#at;
    attempt.gate = gate;
    gate.opened();
    this.#giveBack(attempt);
  }

  late(data: string | Uint8Array): void {
    this.#owner.late(data);
  }

  inContext<T>(call: () => T): T {
    return this.#owner.inContext(call);
  }

  over(attempt: DialAttempt): void {
    this.#attempts = without(this.#attempts, attempt);
    this.#giveBack(attempt);
    attempt.gate?.ended();
  }

  #giveBack(attempt: DialAttempt): void {
    attempt.ticket?.leave();
    attempt.ticket = undefined;
  }

  onReachable(listener: () => void): void {
    this.#onReachable = listener;
  }

  reachable(): void {
    this.guard(this.#onReachable);
  }

  /** A worker that throws where it is told something harms nobody else. */
  guard(tell: () => void): void {
    try {
      this.inContext(tell);
    } catch (error) {
      this.threw(error);
    }
  }

  threw(error: unknown): void {
    this.#owner.error(error);
  }

  /** The worker told that a dial failed. */
  failed(failure: Failure): void {
    const sees = this.#owner.source.transport.can.status;
    this.#at.gate.failed({ peer: this, failure, sees });
  }

  /** Ends what is left of all dials, as if their links had been lost. */
  cut(): void {
    for (const attempt of this.#attempts) this.guard(() => attempt.cut());
  }

  /** The peer is gone. */
  release(): void {
    this.#released = true;
    this.#onReachable = nobodyListens;
    for (const attempt of this.#attempts) attempt.abandon();
    for (const ticket of this.#tickets) ticket.leave();
    this.#at.leave();
  }

  async #resolve(
    source: TargetSource,
    { attempt: number, lastFailure }: DialRequest,
    attempt: DialAttempt,
  ): Promise<DialTarget> {
    const target = await resolveTarget(source, () => ({
      attempt: number,
      lastFailure,
      signal: attempt.signal,
    }));
    if (typeof source.peer.url === "function" && !attempt.isOver)
      this.#moveTo(originOf(target.url));
    return target;
  }

  /** A provider named another origin than last time; the places are void by now but for the one in flight. */
  #moveTo(origin: string): void {
    if (origin === this.#at.origin) return;
    const former = this.#at;
    this.#at = this.#pool.limiter.join(origin, this);
    former.leave();
  }
}

function nobodyListens(): void {}

const NONE: readonly never[] = [];

function and<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : [...list, item];
}

function without<T>(list: readonly T[], item: T): readonly T[] {
  const rest = list.filter((other) => other !== item);
  return rest.length === 0 ? NONE : rest;
}
