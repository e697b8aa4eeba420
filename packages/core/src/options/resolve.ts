// From options as given to options as used: checked, filled in and frozen, before anything is registered.

import { type Address, addressOf } from "../address.ts";
import type { AsyncContext } from "../async-context.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import { ConfigError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { Environment } from "../environment.ts";
import type { Transport } from "../transport.ts";
import type { WorkerFactory } from "../worker.ts";
import { GIVEN, GIVEN_ID, GIVEN_ONCE, OPTIONS } from "../words/requirements.ts";
import { fill } from "./check.ts";
import { checkHeadersAllowed } from "./http.ts";
import { inContext } from "./in-context.ts";
import type {
  DialingOptions,
  EventOptions,
  HeaderFields,
  InboxOptions,
  PartialSessionOptions,
  PeerOptions,
  PoolOptions,
  Provided,
  SessionOptions,
} from "./options.ts";
import { PEER, POOL } from "./pool-table.ts";
import { type AnyRecord, isRecord } from "./record.ts";
import { SESSION } from "./table.ts";

/** The options of a pool, all filled in. What is still optional has no default. */
export interface ResolvedPoolOptions {
  readonly transport: Transport;
  readonly signal?: AbortSignal;
  readonly workerFactory?: WorkerFactory;
  /** What its peers have for their sessions, but for what each has of its own. */
  readonly session: SessionOptions;
  readonly inbox: InboxOptions;
  readonly events: EventOptions;
  readonly dialing: DialingOptions;
  readonly headers?: Provided<HeaderFields>;
  readonly binary: "own" | "view";
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly asyncContext?: AsyncContext;
  readonly random: () => number;
  readonly unref: boolean;
}

/** The options of a peer: an id is there, a URL is text and whole, headers are a record. What concerns its session is still what was given. */
export interface ResolvedPeerOptions extends PeerOptions {
  readonly id: string;
  readonly url: Provided<string>;
  readonly headers?: Provided<HeaderFields>;
}

/** A peer as it is registered. */
export interface ResolvedPeer {
  readonly options: ResolvedPeerOptions;
  /** Undefined where its URL is a function, which is asked on every dial. */
  readonly address: Address | undefined;
}

export const nothing = (): void => {};
export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
export const NO_ENVIRONMENT: Environment = { subscribe: () => nothing };

/** Throws a `ConfigError` that names the first option that cannot be used. */
export function resolvePoolOptions(options: PoolOptions): ResolvedPoolOptions {
  const filled = fill(POOL, options, undefined, "") as Partial<ResolvedPoolOptions>;
  const { asyncContext, transport, headers, unref = false } = filled;
  if (!transport) throw new ConfigError("transport", GIVEN, transport);
  checkHeadersAllowed(transport, headers);
  const resolved = Object.freeze({
    environment: NO_ENVIRONMENT,
    logger: SILENT,
    clock: systemClock({ unref }),
    random: systemRandom,
    ...filled,
    session: resolveSession(filled as PartialSessionOptions, undefined),
    dialing: Object.freeze({
      inFlight: transport.can.serialHandshakes ? 1 : 64,
      ...filled.dialing,
    }),
  }) as ResolvedPoolOptions;
  return inContext(resolved, asyncContext?.capture());
}

/**
 * Throws a `ConfigError` that names the first option that cannot be used. What else depends on the pool is
 * left to `resolveSession` and `checkHeadersAllowed`.
 */
export function resolvePeer(
  target: string | URL | PeerOptions,
  poolTransport: Transport,
  given?: Omit<PeerOptions, "url">,
): ResolvedPeer {
  const peer = fill(PEER, joined(target, given), {}, "") as unknown as ResolvedPeerOptions;
  const { base } = peer.transport ?? poolTransport;
  const address = typeof peer.url === "function" ? undefined : addressOf(peer.url, base);
  const id = peer.id ?? address?.key;
  if (id === undefined) throw new ConfigError("id", GIVEN_ID, id);
  return { options: Object.freeze({ ...peer, id, url: address?.url ?? peer.url }), address };
}

/** What `connect` was given, as one record. */
export function joined(target: string | URL | PeerOptions, options: unknown): unknown {
  if (options === undefined)
    return typeof target === "string" || "href" in Object(target) ? { url: target } : target;
  // Subprotocols stand there in the platform's constructor, and may be secrets.
  if (!isRecord(options)) throw new ConfigError("options", OPTIONS, typeof options);
  if ("url" in options) throw new ConfigError("url", GIVEN_ONCE, "twice");
  return { ...options, url: target };
}

/** What a peer's options say of its session, over what its pool says. */
export function resolveSession(
  given: PartialSessionOptions,
  base: SessionOptions | undefined,
): SessionOptions {
  const own: Record<string, unknown> = {};
  let isGiven = base === undefined;
  for (const name of Object.keys(SESSION) as (keyof SessionOptions)[]) {
    own[name] = given[name];
    isGiven ||= own[name] !== undefined;
  }
  // Most peers leave all of it to their pool.
  if (!isGiven) return base as SessionOptions;
  return fill(SESSION, own, base as AnyRecord | undefined, "") as unknown as SessionOptions;
}
