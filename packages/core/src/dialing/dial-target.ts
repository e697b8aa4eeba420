// From what a peer's options say to what is dialled: providers are asked on every dial.

import { checkHeaders, checkHeadersAllowed, checkProtocols } from "../options/http.ts";
import type { HeaderFields, Provided, ProviderContext } from "../options/options.ts";
import type { ResolvedPeerOptions } from "../options/resolve.ts";
import type { DialTarget, Transport } from "../transport.ts";
import { dialUrl } from "../url.ts";

/** What the target is made of. */
export interface TargetSource {
  readonly peer: ResolvedPeerOptions;
  readonly poolHeaders: Provided<HeaderFields> | undefined;
  readonly transport: Transport;
  readonly readLimit: number;
  readonly binary: "own" | "view";
}

/** Asks all providers at once. Rejects with what one of them threw, or with the `ConfigError` of what it gave. */
export async function resolveTarget(
  { peer, poolHeaders, transport, readLimit, binary }: TargetSource,
  context: () => ProviderContext,
): Promise<DialTarget> {
  const [url, protocols, general, own] = await Promise.all([
    ask(peer.url, context),
    ask(peer.protocols ?? [], context),
    ask(poolHeaders, context),
    ask(peer.headers, context),
  ]);
  const headers = mergeHeaders([
    ...(poolHeaders === undefined ? [] : [general]),
    ...(peer.headers === undefined ? [] : [own]),
  ]);
  checkHeadersAllowed(transport, headers);
  return {
    url: dialUrl(url, transport.base),
    binary,
    protocols: [checkProtocols(protocols, "protocols")].flat(),
    ...(headers && { headers }),
    ...(transport.can.readLimit && { readLimit }),
  };
}

function ask<T>(provided: Provided<T>, context: () => ProviderContext): T | Promise<T> {
  return typeof provided === "function" ? call(provided, context()) : provided;
}

// Async, so that what a provider throws is a rejection like any other.
async function call<T>(provider: Provided<T>, context: ProviderContext): Promise<T> {
  return (provider as (context: ProviderContext) => T | Promise<T>)(context);
}

/** Names are compared without case (RFC 9110 5.1); of the same name the last one wins. */
function mergeHeaders(given: readonly unknown[]): HeaderFields | undefined {
  if (given.length === 0) return undefined;
  const merged = new Map<string, [name: string, value: string]>();
  for (const headers of given)
    for (const field of Object.entries(checkHeaders(headers, "headers")))
      merged.set(field[0].toLowerCase(), field);
  return Object.fromEntries(merged.values());
}
