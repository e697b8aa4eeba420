// The host of sessions, which is a pool or a connection without a pool, as its registrations see it. Types only.

import type { RunInContext } from "../async-context.ts";
import type { AlarmClock } from "../base/alarm-clock.ts";
import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import type { ResolvedHostOptions } from "../options/resolve-host.ts";
import type { ResolvedPeerOptions } from "../options/resolve.ts";
import type { CloseOptions, Peer } from "../peer.ts";
import type { PoolEvent } from "../pool/events.ts";
import type { DialerCommon } from "../dialing/peer-dialer.ts";
import type { PoolPlugin, Worker } from "../worker.ts";
import type { HostEnvironment } from "./host-environment.ts";
import type { Registration } from "./registration.ts";
import type { SessionQueue } from "./session-queue.ts";

/** The options that sessions of one host have in common. */
export type CommonOptions = Pick<
  ResolvedHostOptions,
  "session" | "headers" | "transport" | "binary" | "unref" | "asyncContext"
>;

/** What the workers of all sessions are handed alike. */
export interface CommonParts extends Pick<PoolPlugin, "burst" | "random" | "logger"> {
  readonly clock: AlarmClock;
  readonly environment: HostEnvironment;
}

/** The worker of one registration, the default one or an application's. Its members do not throw where they are read or called. */
export interface RegisteredWorker extends Required<Omit<Worker, "start">> {
  run(): void;
  /** The origin answers again after it was down. */
  reachable(): void;
}

export interface Host extends DialerCommon {
  readonly options: CommonOptions;
  readonly common: CommonParts;
  /** The budget that the promises of all sends and waits share. */
  readonly budget: MacrotaskBudget;
  /** The handle of a new session, which its events and messages carry. */
  handle(registration: Registration): Peer;
  /** Makes the queue of a new session; callbacks of its worker are called by `run`. */
  openQueue(peer: Peer, options: ResolvedPeerOptions, run: RunInContext | undefined): SessionQueue;
  /** Throws what the application's factory throws. */
  makeWorker(registration: Registration): RegisteredWorker;
  tell(record: PoolEvent): void;
  /** A listener threw, or what it returned has rejected. */
  listenerThrew(error: unknown, event: Event): void;
  close(registration: Registration, options: CloseOptions): Promise<void>;
  /** The worker has ended; `cause` when it did so by itself with an error. */
  workerEnded(registration: Registration, cause: unknown): void;
}
