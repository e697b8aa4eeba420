// The options of pool, peer and session as types. Kinds, bounds and defaults are in `table.ts`.

import type { AsyncContext } from "../async-context.ts";
import type { Clock } from "../base/clock.ts";
import type { LinkError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import type { Environment } from "../environment.ts";
import type { MessageData, OpenInfo, Transport } from "../transport.ts";
import type { WaitOptions, WorkerFactory } from "../worker.ts";

/** What a provider is told. */
export interface ProviderContext {
  /** Which try this is since the last stable link, from 1. */
  readonly attempt: number;
  /**
   * Why the last dial or link ended, if that was after the last stable one; a status of 401 or 403 asks for a
   * fresh token.
   */
  readonly lastFailure: LinkError | undefined;
  /** Aborted when the dial is given up. Listeners that the provider adds are its own: Node warns from the eleventh on. */
  readonly signal: AbortSignal;
}

/** A value, or a function that is asked for it on every dial. What it throws is a failed attempt. */
export type Provided<T> = T | ((context: ProviderContext) => T | Promise<T>);

/** Request headers. Names are case-insensitive; transports without headers refuse them. */
export type HeaderFields = Readonly<Record<string, string>>;

/**
 * Request headers as they are given: a record, or the platform's `Headers` or another iterable of pairs. They are copied. A name
 * that is given twice is a `ConfigError`; `Headers` join their values.
 */
export type GivenHeaders = HeaderFields | Iterable<readonly [name: string, value: string]>;

/** Options as they are given: what is left out or undefined has its default. */
export type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Everything that can be set for a whole pool. What concerns a session holds for all its peers. */
export interface PoolOptions extends PartialSessionOptions {
  readonly transport: Transport;
  /** Closes the pool when it aborts. */
  readonly signal?: AbortSignal | undefined;
  readonly workerFactory?: WorkerFactory | undefined;
  readonly inbox?: PartialInboxOptions | undefined;
  readonly events?: Given<EventOptions> | undefined;
  readonly dialing?: Given<DialingOptions> | undefined;
  readonly headers?: Provided<GivenHeaders> | undefined;
  /**
   * Whose memory binary messages are in. `own`, the default: each is a `Uint8Array` that is the whole of its buffer, so
   * that `data.buffer` can be read and transferred. `view`: it may be a part of a buffer that it shares with other
   * messages, which spares a copy of 20 ns up to 64 bytes and of 0.3 to 1 µs up to 1 KiB where sockets are read through
   * `ws`; copy what you keep or transfer. Platforms whose sockets hand out buffers of their own ignore it.
   */
  readonly binary?: "own" | "view" | undefined;
  readonly environment?: Environment | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /**
   * Where it is given, code of yours runs in the async context in which you registered it: what `connect` was given in
   * that of `connect`, what the constructor was given in its own, a listener in that of `addEventListener`. Default: no
   * context is kept, and such code runs in that of whoever caused the call.
   */
  readonly asyncContext?: AsyncContext | undefined;
  /** Numbers in [0, 1). Default `Math.random`: it spreads waits and makes no secrets. */
  readonly random?: (() => number) | undefined;
  /** Lets the process end although the pool is open. Default false. */
  readonly unref?: boolean | undefined;
}

/** Everything that can be set for one peer. What concerns its session and is left out, its pool gives. */
export interface PeerOptions extends PartialSessionOptions {
  /** Default: the normalised URL. Taken verbatim; needed when `url` is a function. */
  readonly id?: string | undefined;
  /**
   * What to dial: of `ws:`, `wss:`, `http:` or `https:`, which become `ws:` and `wss:`. A relative URL is resolved against
   * `Transport.base`, when the peer is registered or its provider has answered; without a base it is a `ConfigError`.
   */
  readonly url: Provided<string | URL>;
  readonly protocols?: Provided<string | readonly string[]> | undefined;
  /** Added to those of the pool; the same name wins here. */
  readonly headers?: Provided<GivenHeaders> | undefined;
  /** Removes the peer when it aborts. */
  readonly signal?: AbortSignal | undefined;
  readonly transport?: Transport | undefined;
  readonly workerFactory?: WorkerFactory | undefined;
}

/** Everything that can be set for a connection by itself. */
export interface ConnectionOptions extends PartialSessionOptions {
  /** What to dial; see `PeerOptions.url`. */
  readonly url: Provided<string | URL>;
  readonly protocols?: Provided<string | readonly string[]> | undefined;
  readonly headers?: Provided<GivenHeaders> | undefined;
  /** Closes the connection when it aborts. */
  readonly signal?: AbortSignal | undefined;
  readonly transport: Transport;
  /**
   * How much may wait to be read. Default 32,768 messages and 16 MiB. From 1,024 messages or half of it on the socket is paused,
   * where its platform can. What is more ends the link; while nobody has ever read, the oldest go instead.
   */
  readonly limit?: Given<InboxLimit> | undefined;
  /** How long a paused socket counts as alive, in milliseconds; then the link is given up. Default 20 s. */
  readonly maxPause?: number | undefined;
  /** Whose memory binary messages are in; see `PoolOptions.binary`. Default `own`. */
  readonly binary?: "own" | "view" | undefined;
  readonly environment?: Environment | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** See `PoolOptions.asyncContext`. Default: no context is kept. */
  readonly asyncContext?: AsyncContext | undefined;
  /** Numbers in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Lets the process end although the connection is open. Default false. */
  readonly unref?: boolean | undefined;
}

/** The session's options, all filled in. Times are milliseconds. */
export interface SessionOptions {
  /** Silence after which a link is given up; 0 is off. Undefined: 20 s where a ping or probe exists, else off. */
  readonly keepaliveTimeout: number | undefined;
  readonly pingInterval: number;
  /** From admission to an open link, providers included; 0 is off. */
  readonly dialTimeout: number;
  readonly closeTimeout: number;
  readonly writeTimeout: number;
  readonly sendBuffer: SendBufferOptions;
  /** How long a link must have been connected to count as stable. */
  readonly minUptime: number;
  /** The largest message accepted, in bytes; 0 is no limit. Not applied where the transport cannot. */
  readonly readLimit: number;
  /** How long a worker may take to settle after `stop`. */
  readonly stopTimeout: number;
  readonly retry: RetryOptions;
  readonly onOpen?: (link: OpeningLink) => void | Promise<void>;
  /** Given the link too, so that one function can serve the challenges of a whole pool. */
  readonly ready?: (data: string | Uint8Array, link: OpeningLink) => boolean;
  readonly probe?: Probe;
}

/** Session options as they are given: each may be left out. */
export interface PartialSessionOptions extends Given<
  Omit<SessionOptions, "retry" | "sendBuffer" | "keepaliveTimeout">
> {
  readonly keepaliveTimeout?: number | undefined;
  readonly retry?: Given<RetryOptions> | undefined;
  readonly sendBuffer?: Given<SendBufferOptions> | undefined;
}

/** When a send waits, and how many may. */
export interface SendBufferOptions {
  /** Bytes in the socket's buffer from which sends wait. */
  readonly bytes: number;
  /** Sends that may wait at once; one more is a `BackpressureError`. */
  readonly sends: number;
}

/** How long to wait before a dial, and when to give a peer up. Times are milliseconds. */
export interface RetryOptions {
  /** The first window, out of which the first wait is drawn. */
  readonly initialDelay: number;
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly multiplier: number;
  /** `full`: uniform in [minDelay, window]; `equal`: in [window / 2, window]; `none`: the window. */
  readonly jitter: "full" | "equal" | "none";
  /** How often a failed try is followed by another one, without a stable link between; one failure more retires the peer. */
  readonly maxRetries: number;
  /**
   * The same while no link was ever connected, so that a wrong port ends with an error. Failures count from the last `redial()` or
   * `online` on, and not while the environment says `offline`. Default: `Infinity` in a pool; 5 of a `Connection`, which gives up
   * after 30 s of waits on average, and 60 s at most.
   */
  readonly initialRetries: number;
  /** Replaces the verdicts; gets the default one. */
  readonly classify?: (failure: Failure, verdict: Verdict) => Verdict;
}

/** What a failure means: try again, try again not before `retryAfter` milliseconds, or give the peer up. */
export type Verdict = "retry" | "retire" | { readonly retryAfter: number };

/** The new link as `onOpen` sees it, before anybody else can send on it. */
export interface OpeningLink {
  send(data: MessageData): Promise<void>;
  /**
   * The next message of this link, taken out of what is held: it does not reach the inbox. Messages that came before the
   * call are given first, in order. One that comes while a call waits is given to it alone; `ready` is asked about all
   * others when they come. What nobody receives reaches the inbox when the gate passes.
   *
   * Rejects with `ConnectionClosedError` when the link ends, with `ReentrancyError` while another call waits and
   * once the gate has passed, with the signal's reason, and with a `ConfigError` for options that are none.
   */
  receive(options?: WaitOptions): Promise<string | Uint8Array>;
  readonly dial: number;
  readonly protocol: string;
  /**
   * Headers of the answer to the upgrade, names in lower case; undefined where the transport cannot see them. Not
   * enumerable, as a server may set cookies.
   */
  readonly headers?: OpenInfo["headers"] | undefined;
  /** Aborted when the link ends or the dial is given up. */
  readonly signal: AbortSignal;
}

/** The application's own ping, for transports that cannot. */
export interface Probe {
  message(): MessageData;
  /**
   * True for the answer, which then is a heartbeat and does not reach the inbox. Only asked on links that this probe
   * keeps alive: where the platform has pings, each message is for the inbox.
   */
  isAnswer?(data: string | Uint8Array): boolean;
}

/** How much may wait to be read, and what happens when it is more. */
export interface InboxOptions {
  /** A mark, in messages of the whole pool; above its share of it a peer's socket is paused. */
  readonly capacity: number;
  /** A wall, for the whole pool. */
  readonly limit: InboxLimit;
  /**
   * What happens at the wall. While nobody has ever read, `drop-oldest` stands in for `disconnect`: an application that only sends
   * keeps its links, and is told so by one `warning`.
   */
  readonly overflow: "disconnect" | "drop-oldest" | "drop-newest";
  /** How long a paused socket counts as alive; then `overflow` decides. */
  readonly maxPause: number;
  /**
   * Keeps no message, for an application that only sends: each is counted as received and as dropped, and told by no `overflow`.
   * It still proves life, passes gates and answers probes. Default false.
   */
  readonly discard: boolean;
}

/** Inbox options as they are given: each may be left out. */
export interface PartialInboxOptions extends Given<Omit<InboxOptions, "limit">> {
  readonly limit?: Given<InboxLimit> | undefined;
}

/** The wall of the inbox, for the whole pool. */
export interface InboxLimit {
  readonly messages: number;
  readonly bytes: number;
}

/** How much may wait in an iterator of `pool.events`. */
export interface EventOptions {
  /** Records that wait in one iterator of `pool.events`. */
  readonly capacity: number;
}

/** How fast dials may be, per origin. */
export interface DialingOptions {
  readonly perSecond: number;
  /**
   * Handshakes that may be under way at once. A dial that asks providers begins its own when they have answered; as many dials
   * as these, and at least 8, ask at once. Default 64, or 1 where the pool's transport has `can.serialHandshakes`: a dial that
   * waited in the platform's own queue would use up its `dialTimeout` there. It holds for all peers of an origin, also for
   * those with a transport of their own.
   */
  readonly inFlight: number;
  /**
   * While an origin is down and several peers wait for it: the time, in milliseconds, between two dials of it, which the first
   * few may cut short. Default 2,000, at least 100.
   */
  readonly probeInterval: number;
}
