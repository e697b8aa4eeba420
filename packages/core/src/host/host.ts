// Whoever hosts sessions, a pool or a connection by itself, as its registrations see it. Types only.

import type { RunInContext } from "../async-context.ts";
import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import type { ResolvedHostOptions } from "../options/resolve-host.ts";
import type { ResolvedPeerOptions } from "../options/resolve.ts";
import type { CloseOptions, Peer } from "../peer.ts";
import type { PoolEvent } from "../pool/events.ts";
import type { DialerCommon } from "../dialing/peer-dialer.ts";
import type { InboxWriter, Worker } from "../worker.ts";
import type { SessionWorker } from "../worker/session-worker.ts";
import type { CommonParts } from "./plugin.ts";
import type { Registration } from "./registration.ts";

/** The options that sessions of one host have in common. */
export type CommonOptions = Pick<
  ResolvedHostOptions,
  "session" | "headers" | "transport" | "binary" | "unref" | "asyncContext"
>;

/** The queue of one session: its worker writes at one end, and its host counts and ends it. */
export interface SessionQueue extends InboxWriter {
  readonly size: number;
  readonly bytes: number;
  readonly dropped: number;
  /** The source is gone, paused or not. */
  unpaused(): void;
  /** The worker is gone. What waits stays readable. */
  end(): void;
}

export interface Host extends DialerCommon {
  readonly options: CommonOptions;
  /** What all workers are handed alike. */
  readonly common: CommonParts;
  /** What all sends and waits spend. */
  readonly budget: MacrotaskBudget;
  /** The handle of a new session, which its events and messages carry. */
  handle(registration: Registration): Peer;
  /** The queue of a new session; callbacks of its worker are called by `run`. */
  open(peer: Peer, run: RunInContext | undefined): SessionQueue;
  /** Throws what the application's factory throws. */
  makeWorker(options: ResolvedPeerOptions, signal: () => AbortSignal): Worker | SessionWorker;
  tell(record: PoolEvent): void;
  /** A listener threw, or what it returned has rejected. */
  listenerThrew(error: unknown, event: Event): void;
  close(registration: Registration, options: CloseOptions): Promise<void>;
  /** The worker has ended; `cause` when it did so by itself with an error. */
  ended(registration: Registration, cause: unknown): void;
}
