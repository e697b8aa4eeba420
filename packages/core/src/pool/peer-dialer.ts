// The dialer of one peer: the limiter of its origin, its providers, its transport.

import type { Failure } from "../failure.ts";
import type { ProviderContext } from "../options/options.ts";
import type { ResolvedPoolOptions } from "../options/resolve.ts";
import type { DialTarget } from "../transport.ts";
import type { DialRequest, DialSink, Dialer, Dialing, EnterOptions, Ticket } from "../worker.ts";
import { DialAttempt } from "./dial-attempt.ts";
import type { DialLimiter, GateMember, Membership } from "./dial-limiter.ts";
import { resolveTarget, type TargetSource } from "./dial-target.ts";
import type { OriginGate, Place } from "./origin-gate.ts";

/** Whose dialer it is. */
export interface DialerOwner {
  readonly id: string;
  /** A message that came after its dial was given up. */
  late(data: string | Uint8Array): void;
}

/** The pool, as its dialers see it. */
export interface DialerPool {
  readonly options: ResolvedPoolOptions;
  readonly limiter: DialLimiter;
  /** Code of the application threw where it was told something. */
  threw(error: unknown): void;
}

export class PeerDialer implements Dialer, GateMember {
  readonly #owner: DialerOwner;
  readonly #pool: DialerPool;
  readonly #source: TargetSource;
  readonly #attempts = new Set<DialAttempt>();
  readonly #places = new Set<Place>();
  #at: Membership;
  #onReachable = nobodyListens;
  #released = false;

  constructor(owner: DialerOwner, pool: DialerPool, source: TargetSource) {
    this.#owner = owner;
    this.#pool = pool;
    this.#source = source;
    const { url } = source.peer;
    // Until a provider has answered, nobody knows what this peer shares with others.
    const origin = typeof url === "function" ? `peer ${owner.id}` : new URL(url).origin;
    this.#at = pool.limiter.join(origin, this);
  }

  enter(admitted: () => void, options: EnterOptions = {}): Ticket {
    const { automatic = false, attempt = 0, promoted } = options;
    const { gate } = this.#at;
    // In a microtask, so that the ticket is in the caller's hands; not at all once it was given back.
    const tell = (what: () => void): void =>
      queueMicrotask(() => {
        if (this.#places.has(place)) this.#guard(what);
      });
    const leave = (): void => {
      this.#places.delete(place);
      gate.leave(place);
    };
    const place: Place = {
      peer: this,
      automatic: automatic && promoted !== undefined,
      attempt,
      admitted: () => tell(admitted),
      promoted: (inherited) =>
        tell(() => {
          leave();
          promoted?.(inherited);
        }),
    };
    if (this.#released) return { leave };
    this.#places.add(place);
    gate.enter(place);
    return { leave };
  }

  dial(ticket: Ticket, request: DialRequest, sink: DialSink): Dialing {
    let gate: OriginGate | undefined;
    const attempt: DialAttempt = new DialAttempt(sink, {
      opened: () => {
        ({ gate } = this.#at);
        gate.opened();
        ticket.leave();
      },
      late: (data) => this.#owner.late(data),
      over: () => {
        this.#attempts.delete(attempt);
        ticket.leave();
        gate?.ended();
      },
    });
    this.#attempts.add(attempt);
    if (this.#released) {
      attempt.abandon();
      return attempt;
    }
    const { attempt: number, lastFailure } = request;
    const context = { attempt: number, lastFailure, signal: attempt.signal };
    void attempt.run(this.#resolve(context), this.#source.transport, this.#pool.options.unref);
    return attempt;
  }

  onReachable(listener: () => void): void {
    this.#onReachable = listener;
  }

  reachable(): void {
    this.#guard(this.#onReachable);
  }

  /** A worker that throws where it is told something harms nobody else. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#pool.threw(error);
    }
  }

  /** The worker told that a dial failed. */
  failed(failure: Failure, attempt: number): void {
    const sees = this.#source.transport.can.status;
    this.#at.gate.failed({ peer: this, failure, attempt, sees });
  }

  /** Ends what is left of all dials, as if their links had been lost. */
  cut(): void {
    for (const attempt of this.#attempts) attempt.cut();
  }

  /** The peer is gone. */
  release(): void {
    this.#released = true;
    this.#onReachable = nobodyListens;
    for (const attempt of this.#attempts) attempt.abandon();
    for (const place of this.#places) this.#at.gate.leave(place);
    this.#places.clear();
    this.#at.leave();
  }

  async #resolve(context: ProviderContext): Promise<DialTarget> {
    const target = await resolveTarget(this.#source, context);
    if (typeof this.#source.peer.url === "function" && !context.signal.aborted)
      this.#moveTo(new URL(target.url).origin);
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
