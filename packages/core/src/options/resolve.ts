// From options as given to options as used: checked, filled in and frozen, before anything is registered.

import type { AsyncContext } from "../async-context.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import { ConfigError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { Signals } from "../signals.ts";
import type { Transport } from "../transport.ts";
import { normalizeUrl } from "../url.ts";
import type { WorkerFactory } from "../worker.ts";
import { fill } from "./check.ts";
import { checkHeadersAllowed } from "./http.ts";
import { inContext } from "./in-context.ts";
import type {
  DialingOptions,
  EventOptions,
  Headers,
  InboxOptions,
  PartialSessionOptions,
  PeerOptions,
  PoolOptions,
  Provided,
  SessionOptions,
} from "./options.ts";
import type { AnyRecord } from "./record.ts";
import { PEER, POOL, SESSION } from "./table.ts";

/** The options of a pool, all filled in. What is still optional has no default. */
export interface ResolvedPoolOptions {
  readonly transport: Transport;
  readonly signal?: AbortSignal;
  readonly workerFactory?: WorkerFactory;
  readonly session: SessionOptions;
  readonly inbox: InboxOptions;
  readonly events: EventOptions;
  readonly dialing: DialingOptions;
  readonly headers?: Provided<Headers>;
  readonly signals: Signals;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly asyncContext?: AsyncContext;
  readonly random: () => number;
  readonly unref: boolean;
}

/** The options of a peer: an id is there, a URL is text. Its session's options are still what was given. */
export interface ResolvedPeerOptions extends PeerOptions {
  readonly id: string;
  readonly url: Provided<string>;
}

const nothing = (): void => {};
const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const NO_SIGNALS: Signals = { subscribe: () => nothing };

/** Throws a `ConfigError` that names the first option that cannot be used. */
export function resolvePoolOptions(options: PoolOptions): ResolvedPoolOptions {
  const filled = fill(POOL, options, undefined, "") as Partial<ResolvedPoolOptions>;
  const { asyncContext, transport, headers, unref = false } = filled;
  if (!transport) throw new ConfigError("transport", "given", transport);
  checkHeadersAllowed(transport, headers);
  const resolved = Object.freeze({
    signals: NO_SIGNALS,
    logger: SILENT,
    clock: systemClock({ unref }),
    random: systemRandom,
    ...filled,
  }) as ResolvedPoolOptions;
  return inContext(resolved, asyncContext?.capture());
}

/**
 * Throws a `ConfigError` that names the first option that cannot be used. What depends on the pool is
 * left to `resolveSession` and `checkHeadersAllowed`.
 */
export function resolvePeerOptions(target: string | URL | PeerOptions): ResolvedPeerOptions {
  const bare = typeof target === "string" || "href" in Object(target);
  const peer = fill(PEER, bare ? { url: target } : target, {}, "") as unknown as PeerOptions;
  const { id, url } = peer;
  const key = typeof url === "function" ? id : normalizeUrl(url);
  if (key === undefined) throw new ConfigError("id", "given, as url is a function", key);
  return Object.freeze({ id: key, ...peer }) as ResolvedPeerOptions;
}

/** One session's options over others, such as a peer's over those of its pool. */
export function resolveSession(
  base: SessionOptions,
  override: PartialSessionOptions | undefined,
  path: string = "session",
): SessionOptions {
  if (override === undefined) return base;
  return fill(
    SESSION,
    override,
    base as unknown as AnyRecord,
    `${path}.`,
  ) as unknown as SessionOptions;
}
