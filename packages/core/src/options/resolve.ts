// From options as given to options as used, of a pool and of its peers: checked, filled in and frozen, before anything is registered.

import { type Address, addressOf } from "../address.ts";
import { ConfigError } from "../errors.ts";
import type { Transport } from "../transport.ts";
import type { WorkerFactory } from "../worker.ts";
import { GIVEN_ID } from "../words/requirements.ts";
import { fill } from "./check.ts";
import { joinTarget } from "./join-target.ts";
import type { HeaderFields, PeerOptions, PoolOptions, Provided } from "./host-options.ts";
import type { DialingOptions, EventOptions, InboxOptions } from "./options.ts";
import { PEER, POOL } from "./pool-table.ts";
import { type ResolvedHostOptions, resolveHost } from "./resolve-host.ts";

/** The options of a pool, all filled in. What is still optional has no default. */
export interface ResolvedPoolOptions extends ResolvedHostOptions {
  readonly workerFactory?: WorkerFactory;
  readonly inbox: InboxOptions;
  readonly events: EventOptions;
  readonly dialing: DialingOptions;
}

/** The options of a peer: an id is set, a URL is absolute and a string, headers are a record. Its session options are still as they were given. */
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

/** Throws a `ConfigError` that names the first option that cannot be used. */
export function resolvePoolOptions(options: PoolOptions): ResolvedPoolOptions {
  const filled = fill(POOL, options, undefined, "") as Partial<ResolvedPoolOptions>;
  const inFlight = filled.transport?.can.serialHandshakes ? 1 : 64;
  const dialing = { inFlight, ...filled.dialing } as DialingOptions;
  return resolveHost(filled, { dialing: Object.freeze(dialing) });
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
  const peer = fill(PEER, joinTarget(target, given), {}, "") as unknown as ResolvedPeerOptions;
  const { base } = peer.transport ?? poolTransport;
  const address = typeof peer.url === "function" ? undefined : addressOf(peer.url, base);
  const id = peer.id ?? address?.key;
  if (id === undefined) throw new ConfigError("id", GIVEN_ID, id);
  return { options: Object.freeze({ ...peer, id, url: address?.url ?? peer.url }), address };
}
