// The handle of one session, and the figures that sessions and pools tell. Types only.

/// <reference lib="esnext.disposable" preserve="true" />

import type { Listener, ListenerOptions } from "./base/guarded-event-target.ts";
import type { LinkError } from "./errors.ts";
import type { SessionEventMap } from "./pool/events.ts";
import type { MessageData } from "./transport.ts";
import type { ConnectionStats, LivenessMode } from "./connection-stats.ts";
import type { SessionState } from "./session-state.ts";
import type { WaitOptions } from "./base/wait-options.ts";

/**
 * One session with a peer, which outlives its sockets: a peer of a pool, or a connection by itself. Its events tell what happens
 * to it; `In` is what it gives and `Out` what it is given to send.
 */
export interface Session<_In = string | Uint8Array, Out = MessageData> extends SessionTarget {
  readonly state: SessionState;
  /** Settles when the session is over: closed, given up or removed, and all that it held is released. Never rejects. */
  readonly closed: Promise<void>;
  /**
   * Resolves when the socket took the data: at once below `sendBuffer.bytes`, else when there is room.
   * Rejects with `ConnectionUnavailableError` when not connected, `BackpressureError` when too many sends
   * wait, `WriteTimeoutError`, `ConnectionClosedError` when the link ends meanwhile, `ConfigError` for
   * a payload that cannot be sent, or the signal's reason.
   */
  send(data: Out, options?: WaitOptions): Promise<void>;
  /** True when the socket took the data; never waits. Throws only a `ConfigError`. */
  trySend(data: Out): boolean;
  /**
   * Dials anew from any state but `closing` and `stopped`; backoff memory is kept. With `within` at a random moment: until
   * then everything goes on as it is, whatever else happens to the link. Of several calls the earliest moment counts; one
   * without `within` acts at once and takes their place. Throws a `ConfigError`.
   */
  redial(options?: RedialOptions): void;
  /**
   * Resolves when connected; rejects when the session is given up or closed before that, or with the signal's reason. A reason
   * that the platform made (`AbortError`, `TimeoutError`) is copied: the copy has the last failure as its `cause`.
   */
  whenConnected(options?: WaitOptions): Promise<void>;
  /** A snapshot, also after the end. */
  stats(): SessionStats;
  /**
   * Says goodbye and resolves when all is released. It may be called again; a later call can only make the end come sooner.
   * Without `linger`, sends that wait are rejected. Rejects with a `ConfigError`.
   */
  close(options?: CloseOptions): Promise<void>;
  /** As `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The listeners of one session. */
export interface SessionTarget extends EventTarget {
  addEventListener<T extends keyof SessionEventMap>(
    type: T,
    listener: Listener<SessionEventMap[T]> | null,
    options?: boolean | ListenerOptions,
  ): void;
  removeEventListener<T extends keyof SessionEventMap>(
    type: T,
    listener: Listener<SessionEventMap[T]> | null,
    options?: boolean | ListenerOptions,
  ): void;
}

/**
 * One registration of one peer in a pool; `close` is `pool.remove(id)` for this registration only, and no error when it is gone
 * already. Two registrations of the same id, one after the other, are two `Peer`s: events and messages carry theirs, so that
 * generations are told apart.
 */
export interface Peer<In = string | Uint8Array, Out = MessageData> extends Session<In, Out> {
  readonly id: string;
  stats(): RegisteredStats;
}

/** When a redial begins. */
export interface RedialOptions {
  /**
   * At a random moment within this time, so that many peers do not come back at one instant. From a second on, the moment is rounded
   * up to a tenth of a second. Default: 0, which is at once; milliseconds from 0.
   */
  readonly within?: number | undefined;
}

/** The close frame that the peer is sent. */
export interface StopOptions {
  /** The close code. Default: none, as the protocol allows; 1000 or from 3000 to 4999. */
  readonly code?: number | undefined;
  /** The close reason. Default: none; text of at most 123 bytes. */
  readonly reason?: string | undefined;
}

/** How a session or a pool is closed, or a peer is removed. */
export interface CloseOptions extends StopOptions, WaitOptions {
  /**
   * Sends what was accepted and reads on before it says goodbye: until nothing waits to be sent, here and in the socket,
   * and no message has come for this time; until the peer closes; or for `timeout`, by default `stopTimeout`. New sends are
   * refused meanwhile. Without it sends that wait are rejected, what the socket has not sent yet may be lost, and messages
   * that are under way are dropped and counted. Default: none; milliseconds from 0.
   */
  readonly linger?: number | undefined;
  /** The time after which everything left is terminated. Default: each worker's `stopTimeout`; milliseconds from 0. */
  readonly timeout?: number | undefined;
  /** When it aborts, everything left is terminated at once. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Figures of one session. Totals only grow; those of the live link are in `connection`. */
export interface SessionStats {
  readonly state: SessionState;
  readonly liveness: LivenessMode;
  readonly dials: number;
  /** Times connected. */
  readonly connects: number;
  /** Times connected again. */
  readonly reconnects: number;
  /** Failed attempts since the last stable link. */
  readonly attempt: number;
  /** Why the last dial or link ended, if that was after the last stable link; as a provider is told. */
  readonly lastFailure: LinkError | undefined;
  /** Messages that reached the inbox or were dropped by it. */
  readonly received: number;
  readonly bytesReceived: number;
  readonly sent: number;
  readonly bytesSent: number;
  /** Messages lost here, all of which were told. */
  readonly dropped: number;
  /** Signs of life from the peer: messages, pongs and pings. */
  readonly heartbeats: number;
  /** Messages that wait in the inbox. */
  readonly queued: number;
  readonly queuedBytes: number;
  readonly waitingSends: number;
  /** Round trip of the live link's last ping or probe, in milliseconds. */
  readonly rtt: number | undefined;
  /** Milliseconds until the next dial, while waiting. */
  readonly retryIn: number | undefined;
  readonly connection: ConnectionStats | undefined;
}

/** Figures of one peer of a pool. */
export interface RegisteredStats extends SessionStats {
  readonly id: string;
}

/** Figures of the pool, totals of removed peers included. */
export interface PoolStats {
  readonly peers: readonly RegisteredStats[];
  readonly connected: number;
  readonly dials: number;
  readonly reconnects: number;
  readonly received: number;
  readonly bytesReceived: number;
  readonly sent: number;
  readonly bytesSent: number;
  readonly dropped: number;
  /** What waits in the inbox of the pool itself. */
  readonly inbox: { readonly size: number; readonly bytes: number };
}
