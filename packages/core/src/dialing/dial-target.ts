// From what a peer's options say to what is dialled: providers are asked on every dial.

import { addressOf } from "../address.ts";
import { checkHeaders, checkHeadersAllowed, checkProtocols } from "../options/http.ts";
import type { HeaderFields, Provided, ProviderContext } from "../options/host-options.ts";
import type { ResolvedPeerOptions } from "../options/resolve.ts";
import type { ResolvedHostOptions } from "../options/resolve-host.ts";
import type { DialTarget, Transport } from "../transport.ts";

/** What all dials have in common. */
export type DialSettings = Pick<ResolvedHostOptions, "transport" | "headers" | "binary" | "unref">;

/** The options from which a peer's targets are made. */
export interface TargetSource {
  readonly options: ResolvedPeerOptions;
  readonly readLimit: number;
}

/** What one dial has found. */
export interface Found {
  readonly target: DialTarget;
  /** The origin of a URL that a provider gave; undefined for a constant URL. */
  readonly origin: string | undefined;
}

/** Asks all providers at once. Rejects with what one of them threw, or with the `ConfigError` of what it gave. */
export async function findTarget(
  { options, readLimit }: TargetSource,
  settings: DialSettings,
  context: () => ProviderContext,
): Promise<Found> {
  const [given, protocols, general, own] = await Promise.all([
    ask(options.url, context),
    ask(options.protocols ?? [], context),
    ask(settings.headers, context),
    ask(options.headers, context),
  ]);
  const transport = transportOf(options, settings);
  const headers = mergeHeaders([
    ...(settings.headers === undefined ? [] : [general]),
    ...(options.headers === undefined ? [] : [own]),
  ]);
  checkHeadersAllowed(transport, headers);
  // A constant URL was parsed when its peer was registered.
  const provided = typeof options.url === "function" ? addressOf(given, transport.base) : undefined;
  const target = {
    url: provided?.url ?? given,
    binary: settings.binary,
    protocols: [checkProtocols(protocols, "protocols")].flat(),
    ...(headers && { headers }),
    ...(transport.can.readLimit && { readLimit }),
  };
  return { target, origin: provided?.origin };
}

/** The peer's own, or that of all. */
export function transportOf(options: ResolvedPeerOptions, settings: DialSettings): Transport {
  return options.transport ?? settings.transport;
}

/** Whether a dial has to wait for code of the application. */
export function asksProviders(options: ResolvedPeerOptions, settings: DialSettings): boolean {
  const { url, protocols, headers } = options;
  return [url, protocols, headers, settings.headers].some((given) => typeof given === "function");
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
