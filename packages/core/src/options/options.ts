// The options of a session, and groups of those of a pool, as types. Kinds, bounds and defaults are in `table.ts`. Each docstring
// ends with the default and the bounds, and a test compares them with the table.

import type { Failure } from "../failure.ts";
import type { MessageData, OpenInfo } from "../transport.ts";
import type { WaitOptions } from "../base/wait-options.ts";

/** Options as they are given: what is left out or undefined has its default. */
export type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The session's options, all filled in. Times are milliseconds. */
export interface SessionOptions {
  /**
   * Silence after which a link or a hung dial is given up and dialled anew; 0 is off. Default: 20 s where a ping or probe exists, else
   * off; milliseconds from 0.
   */
  readonly keepaliveTimeout: number | undefined;
  /**
   * Time between two pings or probes of a connected link, spread by 10 % to both sides; 0 is off. Default: 10 s; milliseconds from
   * 0.
   */
  readonly pingInterval: number;
  /**
   * From admission by the dial limiter to an open link, providers and gate included; 0 is off. Default: 10 s; milliseconds from 0.
   */
  readonly dialTimeout: number;
  /**
   * How long the peer may take to answer our close frame, or to end the connection after its own. Default: 2 s; milliseconds from 0.
   */
  readonly closeTimeout: number;
  /**
   * How long a waiting send may see no progress; then it rejects with a `WriteTimeoutError`. Default: 30 s; milliseconds from 0.
   */
  readonly writeTimeout: number;
  /** When a send waits, and how many may. */
  readonly sendBuffer: SendBufferOptions;
  /**
   * How long a link must have been connected before the backoff is forgotten. Default: 5 s; milliseconds from 0.
   */
  readonly minUptime: number;
  /**
   * The largest message accepted, in bytes; 0 is no limit. Not applied where the transport cannot. Default: 512 KiB; whole number
   * from 0.
   */
  readonly readLimit: number;
  /** How long a worker may take to settle after `stop`; then it is detached. Default: 5 s; milliseconds from 0. */
  readonly stopTimeout: number;
  /** How long to wait before a dial, and when to give a peer up. */
  readonly retry: RetryOptions;
  /** Runs on every new link before anything else is sent; its failure is a failed dial. Default: none. */
  readonly onOpen?: (link: OpeningLink) => void | Promise<void>;
  /**
   * Asked for each message before `connected` is told; the first true opens the gate.
   *
   * It is given the link too, so that one function can serve the challenges of a whole pool. Default: none.
   */
  readonly ready?: (data: string | Uint8Array, link: OpeningLink) => boolean;
  /** A message and a test for its answer, in place of pings where a platform has none. Default: none. */
  readonly probe?: Probe;
}

/** Session options as they are given: each may be left out. */
export interface PartialSessionOptions extends Given<
  Omit<SessionOptions, "retry" | "sendBuffer" | "keepaliveTimeout">
> {
  /** See `SessionOptions.keepaliveTimeout`. Default: 20 s where a ping or probe exists, else off; milliseconds from 0. */
  readonly keepaliveTimeout?: number | undefined;
  /** How long to wait before a dial, and when to give a peer up. */
  readonly retry?: Given<RetryOptions> | undefined;
  /** When a send waits, and how many may. */
  readonly sendBuffer?: Given<SendBufferOptions> | undefined;
}

/** When a send waits, and how many may. */
export interface SendBufferOptions {
  /** Bytes in the socket's buffer from which sends wait for room. Default: 1 MiB; whole number from 1. */
  readonly bytes: number;
  /** Sends that may wait at once; one more is a `BackpressureError`. Default: 1,024; whole number from 0. */
  readonly sends: number;
}

/** How long to wait before a dial, and when to give a peer up. Times are milliseconds. */
export interface RetryOptions {
  /**
   * The first window, out of which the first wait is drawn. Default: 2 s; milliseconds from 0, at most `retry.maxDelay`.
   */
  readonly initialDelay: number;
  /** The shortest wait between two dials. Default: 100 ms; milliseconds from 0, at most `retry.maxDelay`. */
  readonly minDelay: number;
  /** The largest window. Default: 30 s; milliseconds from 0. */
  readonly maxDelay: number;
  /** By what the window grows with each failed attempt. Default: 2; number from 1. */
  readonly multiplier: number;
  /**
   * `full` draws from `minDelay` to the window, `equal` from half the window, `none` takes the window. Default: `full`; one of `full`,
   * `equal`, `none`.
   */
  readonly jitter: "full" | "equal" | "none";
  /**
   * How often a failed attempt is followed by another, without a stable link between; one failure more retires the peer. Default:
   * `Infinity`; whole number from 0, or `Infinity`.
   */
  readonly maxRetries: number;
  /**
   * How often a failed dial is followed by another while no link was ever connected; one failure more retires the peer. Failures while
   * the environment says `offline` do not count; `online` and `redial()` begin the count anew.
   *
   * With 5 and the default delays a wrong port is given up after 30 s of waits on average, and 60 s at most; the dials come on top.
   * Default: `Infinity`, of a connection 5; whole number from 0, or `Infinity`.
   */
  readonly initialRetries: number;
  /**
   * Judges a failure: `retry`, `retire` or `{ retryAfter }`; it is given the verdict that it replaces. Default: the built-in verdicts.
   */
  readonly classify?: (failure: Failure, verdict: Verdict) => Verdict;
}

/** What a failure means: try again, try again not before `retryAfter` milliseconds, or give the peer up. */
export type Verdict = "retry" | "retire" | { readonly retryAfter: number };

/** The new link as `onOpen` sees it, before anybody else can send on it. */
export interface OpeningLink {
  /** Sends before anybody else can send; it resolves when the socket took the data. */
  send(data: MessageData): Promise<void>;
  /**
   * The next message of this link, which then does not reach the inbox. Messages that came before the call are given first,
   * in order. A message that comes while a call waits is given to that call alone; `ready` is asked about every other message
   * when it comes. Messages that nobody receives reach the inbox once `onOpen` and `ready` have accepted the link.
   *
   * Rejects with `ConnectionClosedError` when the link ends, with `ReentrancyError` while another call waits and
   * once the link is accepted, with the signal's reason, and with a `ConfigError` for options that cannot be used.
   */
  receive(options?: WaitOptions): Promise<string | Uint8Array>;
  /** The number of this dial, from 1. */
  readonly dial: number;
  /** The subprotocol that the server has chosen; empty where it chose none. */
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
  /** What is sent to ask for a sign of life. */
  message(): MessageData;
  /**
   * True for the answer, which then is a heartbeat and does not reach the inbox. Only asked on links that this probe
   * keeps alive: where the platform has pings, each message is for the inbox.
   */
  isAnswer?(data: string | Uint8Array): boolean;
}

/** How much may wait to be read, and what happens when it is more. */
export interface InboxOptions {
  /**
   * The high-water mark of the whole inbox, in messages. A peer whose share of it is used up has its socket paused. Default: 1,024; whole number
   * from 1, at most `inbox.limit.messages`.
   */
  readonly capacity: number;
  /** The limit, for the whole inbox. */
  readonly limit: InboxLimit;
  /**
   * What happens at the limit to the peer with the longest queue; until the first read, `drop-oldest` stands in for `disconnect`.
   *
   * So an application that only sends keeps its links, and is told so by one `warning`. Default: `disconnect`; one of `disconnect`,
   * `drop-oldest`, `drop-newest`.
   */
  readonly overflow: "disconnect" | "drop-oldest" | "drop-newest";
  /** How long a paused socket counts as alive; then `overflow` decides. Default: 20 s; milliseconds from 0. */
  readonly maxPause: number;
  /**
   * Drops each message without a word, for an application that only sends.
   *
   * Each is counted as received and as dropped, and told by no `overflow`. It still proves life, passes gates and answers probes.
   * Default: `false`.
   */
  readonly discard: boolean;
}

/** Inbox options as they are given: each may be left out. */
export interface PartialInboxOptions extends Given<Omit<InboxOptions, "limit">> {
  /** The limit, for the whole inbox. */
  readonly limit?: Given<InboxLimit> | undefined;
}

/** How much may wait to be read: of a whole inbox, or of a connection by itself. */
export interface InboxLimit {
  /** Messages that may wait to be read. Default: 32,768; whole number from 1. */
  readonly messages: number;
  /** Bytes that may wait to be read. Default: 16 MiB; whole number from 1. */
  readonly bytes: number;
}

/** How much may wait in an iterator of `pool.events`. */
export interface EventOptions {
  /** Records that wait in one iterator of `pool.events`; above it the oldest are dropped. Default: 4,096; whole number from 1. */
  readonly capacity: number;
}

/** How fast dials may be, per origin. */
export interface DialingOptions {
  /** Dials per second to one origin. Default: 500; whole number from 1. */
  readonly perSecond: number;
  /**
   * Handshakes with one origin that may be under way at once, of all peers of the pool, whatever their transport.
   *
   * A dial that asks providers counts as a handshake only when they have answered. At most `inFlight` dials, or 8 if that is more, ask
   * their providers at once. The default is 1 where the pool's transport has `can.serialHandshakes`: such a platform queues handshakes
   * itself, and a dial in that queue would use up its `dialTimeout`. Default: 64, or 1 where the platform lets one handshake a host
   * through at a time (Chromium, Firefox); whole number from 1.
   */
  readonly inFlight: number;
  /**
   * The time between two dials of an origin that is down while several peers wait for it; the first few may come sooner.
   * Default: 2 s; milliseconds from 100.
   */
  readonly probeInterval: number;
}
