// The Worker extension point: who owns everything on the wire between `pool.connect` and the last event.

import type { RunInContext } from "./async-context.ts";
import type { Clock } from "./base/clock.ts";
import type { WaitOptions } from "./base/wait-options.ts";
import type { ConnectionStats, LivenessMode } from "./connection-stats.ts";
import type { DialError, LinkError } from "./errors.ts";
import type { InboxWriter } from "./inbox-writer.ts";
import type { Logger } from "./logger.ts";
import type { PeerOptions } from "./options/host-options.ts";
import type { SessionOptions } from "./options/options.ts";
import type { StopOptions } from "./peer.ts";
import type { SessionState } from "./session-state.ts";
import type { Signal, Environment } from "./environment.ts";
import type { MessageData, OpenInfo, Socket, SocketSink } from "./transport.ts";

/**
 * Owns one peer: dialling, liveness, coming back, sending. `DefaultWorker` is one; write your own to
 * replace all of it. `docs/extending.md` teaches how.
 */
export interface Worker {
  /** What `Peer.state` tells, at any time, also before `start`. Its `stats()` say the same. */
  readonly state: SessionState;
  /**
   * Runs the peer; settles when the worker is done. A rejection retires the peer with that error.
   * All I/O and all events happen between this call and its settling.
   */
  start(plugin: PoolPlugin): Promise<void>;
  /** Makes `start` settle in bounded time. Any time, any number of times, also before `start`. */
  stop(options?: StopOptions): void;
  /** Resolves when the socket took the data; rejects at once when not connected. */
  send(data: MessageData, options?: WaitOptions): Promise<void>;
  /** A snapshot; never waits. Its `state` is that of the worker. */
  stats(): WorkerStats;
  /** True when the socket took the data at once. Without it, `Peer.trySend` is always false. */
  trySend?(data: MessageData): boolean;
  /** Ends the link or dial that there is, or the wait before the next dial, and dials anew. */
  redial?(): void;
}

/** Makes a peer's worker. Called inside `connect`, must be synchronous and must not call the pool. */
export type WorkerFactory = (context: WorkerContext) => Worker;

/**
 * Told of a step of the session machine: the state before, what came in, the state after. `docs/states.md`
 * prints the inputs.
 */
export type StepObserver = (before: SessionState, input: StepInput, after: SessionState) => void;

/** What the session machine answers to, as its observers see it. */
export interface StepInput {
  readonly type: string;
  /** The deadline that has passed. Only an input of the type `due` has it. */
  readonly alarm?: string;
  /** The signal that came. Only an input of the type `signal` has it. */
  readonly signal?: Signal;
}

/** What a worker factory is told. */
export interface WorkerContext {
  readonly id: string;
  readonly options: Readonly<PeerOptions>;
  /** Aborted when the peer is stopped. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** What a worker knows of itself. Only `state` is required; what is missing reads as zero or absent in `SessionStats`. */
export interface WorkerStats {
  readonly state: SessionState;
  readonly liveness?: LivenessMode;
  /** Dials since the start. */
  readonly dials?: number;
  /** Times that the peer was connected. */
  readonly connects?: number;
  /** Failed dials and short-lived links since the last stable one; what the backoff counts. */
  readonly attempt?: number;
  /** Why the last dial or link ended, if that was after the last stable link. */
  readonly lastFailure?: LinkError | undefined;
  readonly sent?: number;
  readonly bytesSent?: number;
  readonly heartbeats?: number;
  /** Sends that wait for room. */
  readonly waitingSends?: number;
  /** Milliseconds until the next dial, while waiting. */
  readonly retryIn?: number | undefined;
  /** The live link, if there is one. */
  readonly connection?: ConnectionStats | undefined;
}

/** What the pool hands to a worker when it starts it. All members are for this one peer, except for the shared `clock` and `random`. */
export interface PoolPlugin {
  readonly id: string;
  /** Aborted before `stop` is called. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** The pool's clock. All its timers share one timer of the platform. When that fires late, pending events are delivered first. */
  readonly clock: Clock;
  /** The time, for every message: in a burst of messages the clock is read a few times, however many they are. */
  readonly burst: { readonly now: number; readonly wall: number };
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly environment: Environment;
  readonly inbox: InboxWriter;
  /** Messages that the whole inbox took so far; raised by `inbox.write` itself. */
  readonly inboxCounter: { readonly value: number };
  readonly events: EventSink;
  readonly dialer: Dialer;
  /** Calls a function in the async context in which the peer was registered. Undefined where no context is kept. */
  readonly inContext?: RunInContext | undefined;
  /** All session options of this peer, with defaults filled in. */
  readonly connectionConfig: Readonly<SessionOptions>;
}

// What the pool hands over by `PoolPlugin` are objects of classes, and declared as such: a spread copies none of their methods, so
// that `{ ...plugin.inbox, write }` is an error where it is written, and not when the worker starts.

/**
 * Where a worker reports what happens to its link. The pool adds id, peer and time, and keeps `connected` and `disconnected`
 * alternating. It cannot be spread.
 */
export declare abstract class EventSink {
  connected(facts: ConnectedFacts): void;
  disconnected(facts: DisconnectedFacts): void;
  dialFailed(facts: DialFailedFacts): void;
  /** Code of the application threw where it was asked something; told as `error`. */
  error(error: unknown): void;
}

/** A link that can be used from now on. */
export interface ConnectedFacts {
  readonly dial: number;
  readonly protocol: string;
  /** Headers of the answer to the upgrade, where the transport sees them. */
  readonly headers?: OpenInfo["headers"] | undefined;
}

/** The end of a link that was connected. */
export interface DisconnectedFacts {
  readonly dial: number;
  /** Why; its `closeCode` and `closeReason` become the event's `code` and `reason`. */
  readonly cause: LinkError;
  /** Milliseconds until the next dial; undefined when there is none, or none is planned yet. */
  readonly retryIn?: number | undefined;
}

/** The end of a dial that never became connected. */
export interface DialFailedFacts extends DisconnectedFacts {
  /** The number of this attempt since the last stable link, from 1; the loss of that link counts as one. */
  readonly attempt: number;
}

/** Dials for one peer, through the pool's limiter. It cannot be spread. */
export declare abstract class Dialer {
  /** Queues for the limiter. `admitted` is called once, never before `enter` has returned. */
  enter(admitted: () => void, options?: EnterOptions): Ticket;
  /**
   * Asks the providers. Where there are any, it then waits until a handshake may begin. Then it opens one socket. Order: `resolved`,
   * then `opened` or `closed`; or `unresolved` alone. Nothing is told before `dial` has returned or after `abandon`.
   */
  dial(ticket: Ticket, request: DialRequest, sink: DialSink): Dialing;
  /** Tells each time the origin answers again after it was down. One listener; the last one counts. */
  onReachable(listener: () => void): void;
}

/** How a redial wants to be treated while its origin is down. */
export interface EnterOptions {
  /** An automatic redial is held while its origin is down and another peer probes it. Default: false, so that a dial is paced and never held. */
  readonly automatic?: boolean;
}

/** A place in the limiter. */
export interface Ticket {
  /** Leaves the limiter's queue or gives the place back. Any number of times. */
  leave(): void;
}

/** One dial, as the providers are told of it. */
export interface DialRequest {
  /** The number of this dial in the peer's life, from 1. */
  readonly dial: number;
  /** The number of this attempt since the last stable link, from 1; the loss of that link counts as one. */
  readonly attempt: number;
  readonly lastFailure?: LinkError | undefined;
}

/** Where a dial reports: what its providers said, then what its socket does. */
export interface DialSink extends SocketSink {
  /** The providers have answered; the socket exists from now on. */
  resolved(): void;
  unresolved(cause: DialError): void;
}

/** One dial under way, and the socket that it became. */
export interface Dialing {
  /** Exists from `resolved` on. */
  readonly socket: Socket | undefined;
  /** Silences the sink, aborts providers and terminates the socket. Any number of times. */
  abandon(): void;
}
