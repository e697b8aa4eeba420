// The options of a pool, a peer and a connection as types, and the providers that may stand in them. Kinds, bounds and defaults are
// in `table.ts`. Each docstring ends with the default and the bounds, and a test compares them with the table. docs/options.md is
// written from both.

import type { AsyncContext } from "../async-context.ts";
import type { Clock } from "../base/clock.ts";
import type { Environment } from "../environment.ts";
import type { LinkError } from "../errors.ts";
import type { Inbox } from "../inbox/message.ts";
import type { Logger } from "../logger.ts";
import type { Transport } from "../transport.ts";
import type { WorkerFactory } from "../worker.ts";
import type {
  DialingOptions,
  EventOptions,
  Given,
  InboxLimit,
  PartialInboxOptions,
  PartialSessionOptions,
} from "./options.ts";

/** What a provider is told. */
export interface ProviderContext {
  /** The number of this attempt since the last stable link, from 1; the loss of that link counts as one. */
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

/** The options that a pool and a connection have in common. The session options of a pool apply to all its peers. */
export interface HostOptions extends PartialSessionOptions {
  /** How sockets are opened in this runtime. Default: that of `skep`; `@skep/core` has none. */
  readonly transport: Transport;
  /** Closes the pool or the connection when it aborts. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Fields of every upgrade request, as a record, `Headers` or pairs, or a function that is asked for them on every dial.
   * Default: none.
   */
  readonly headers?: Provided<GivenHeaders> | undefined;
  /**
   * Whose memory binary messages are in: `own` is a buffer of its own for each, `view` may be a part of the socket's read buffer.
   *
   * With `own`, `data.buffer` can be read and transferred. `view` spares a copy of 20 ns up to 64 bytes and of 0.3 to 1 µs up to
   * 1 KiB where sockets are read through `ws`; copy what you keep or transfer. Platforms whose sockets hand out buffers of their
   * own ignore it. Default: `own`; one of `own`, `view`.
   */
  readonly binary?: "own" | "view" | undefined;
  /** Facts about the environment that shorten waits and cause probes. Default: that of `skep`; `@skep/core` has none. */
  readonly environment?: Environment | undefined;
  /** Where log lines go; `console` fits. Default: silent. */
  readonly logger?: Logger | undefined;
  /** The source of time. Default: the platform's. */
  readonly clock?: Clock | undefined;
  /**
   * Remembers in which async context something was registered.
   *
   * Your code then runs in the context in which you registered it: functions that `connect` was given run in the context of the call
   * of `connect`, functions that the constructor was given in the context of the constructor, and a listener in the context of
   * `addEventListener`. Without it no context is kept, and your code runs in the context of whoever caused the call. Default: that of
   * `skep`; `@skep/core` has none.
   */
  readonly asyncContext?: AsyncContext | undefined;
  /** The source of random numbers in [0, 1). They are for jitter and not for cryptography. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Lets the process end although the pool or the connection is open. Default: `false`. */
  readonly unref?: boolean | undefined;
}

/** Everything that can be set for a whole pool. Its session options apply to all its peers. */
export interface PoolOptions extends HostOptions {
  /** Makes the worker of each peer; it is called inside `connect` and must be synchronous. Default: `DefaultWorker`. */
  readonly workerFactory?: WorkerFactory | undefined;
  /** How much may wait to be read in the whole pool, and what happens at `inbox.limit`. */
  readonly inbox?: PartialInboxOptions | undefined;
  /** How much may wait in an iterator of `pool.events`. */
  readonly events?: Given<EventOptions> | undefined;
  /** How fast dials may be, per origin. */
  readonly dialing?: Given<DialingOptions> | undefined;
}

/** Everything that can be set for one peer. Session options that are left out are those of its pool. */
export interface PeerOptions extends PartialSessionOptions {
  /** The name of the peer, taken verbatim; needed when `url` is a function. Default: the normalised URL. */
  readonly id?: string | undefined;
  /**
   * What to dial: a URL of `ws:`, `wss:`, `http:` or `https:`, a relative one where the transport has a base, or a function that is
   * asked for one on every dial.
   *
   * `http:` and `https:` become `ws:` and `wss:`. A relative URL is resolved against `Transport.base`, when the peer is registered or
   * its provider has answered; without a base it is a `ConfigError`. Required.
   */
  readonly url: Provided<string | URL>;
  /** Subprotocols to offer, or a function that is asked for them on every dial. Default: none. */
  readonly protocols?: Provided<string | readonly string[]> | undefined;
  /** Added to those of the pool; the same name wins here. Default: none. */
  readonly headers?: Provided<GivenHeaders> | undefined;
  /** Removes the peer when it aborts. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** How the sockets of this peer are opened. Default: the pool's. */
  readonly transport?: Transport | undefined;
  /** Makes the worker of this peer. Default: the pool's. */
  readonly workerFactory?: WorkerFactory | undefined;
  /**
   * Where its messages wait: an inbox made by `new Inbox()`, for this peer alone or for as many as you like.
   *
   * So its messages are read apart from all others. One that has ended or that another pool uses is a `ConfigError`. Default: the
   * pool's.
   */
  readonly inbox?: Inbox | undefined;
}

/** What an inbox of an application's own takes: what `PoolOptions.inbox` does, and a clock. */
export interface OwnInboxOptions extends PartialInboxOptions {
  /** The source of time. Default: the platform's. */
  readonly clock?: Clock | undefined;
}

/** Everything that can be set for a connection by itself. */
export interface ConnectionOptions extends HostOptions {
  /** What to dial, as `PeerOptions.url`, or a function that is asked for it on every dial. Required. */
  readonly url: Provided<string | URL>;
  /** What its errors and log lines call it; of a URL, user info and query are cut out. Default: the URL, or `connection` where that is a function. */
  readonly id?: string | undefined;
  /** Subprotocols to offer, or a function that is asked for them on every dial. Default: none. */
  readonly protocols?: Provided<string | readonly string[]> | undefined;
  /**
   * How much may wait to be read. At 1,024 messages, or at half of this limit, the socket is paused, where its platform can pause.
   * Above the limit the link is given up; while nobody has ever read, the oldest messages are dropped instead.
   */
  readonly limit?: Given<InboxLimit> | undefined;
  /** How long a paused socket counts as alive; then the link is given up. Default: 20 s; milliseconds from 0. */
  readonly maxPause?: number | undefined;
}
