// Whether a request may come from the page that it comes from. A browser says so in `Origin`; other clients say nothing.

import { forwarded } from "./forwarded.ts";
import type { HeaderReader } from "./upgrade-request.ts";

export interface OriginRules {
  /** Origins besides the hub's own. */
  readonly allowedOrigins: readonly string[] | ((origin: string) => boolean) | undefined;
  /** A request without `Origin` is refused. */
  readonly requireOrigin: boolean;
  /** How many proxies in front are believed. */
  readonly proxies: number;
}

/**
 * What is wrong with the origin of a request; undefined where nothing is. Own is what has the host and port of the `Host` header:
 * the scheme is not compared, as a proxy in front may speak TLS.
 */
export function originFault(headers: HeaderReader, rules: OriginRules): string | undefined {
  const origin = headers.get("origin");
  if (origin === null)
    return rules.requireOrigin ? "An upgrade without an Origin header was refused." : undefined;
  const host = hostOf(headers, rules.proxies);
  if (isOwn(origin, host) || isAllowed(origin, rules.allowedOrigins)) return undefined;
  return `An upgrade from ${shown(origin)} was refused, as the host of this hub is ${shown(host)}: allowedOrigins can name it.`;
}

/** The longest part of a header that is logged, in characters. */
const LONGEST_SHOWN = 300;

function shown(header: string): string {
  return JSON.stringify(header.slice(0, LONGEST_SHOWN));
}

/** The host that the page was asked for: a proxy that is believed says which one that was. */
function hostOf(headers: HeaderReader, proxies: number): string {
  return forwarded(headers.get("x-forwarded-host"), proxies) ?? headers.get("host") ?? "";
}

function isAllowed(origin: string, allowed: OriginRules["allowedOrigins"]): boolean {
  if (typeof allowed !== "function") return allowed?.includes(origin) === true;
  try {
    // A promise would be taken for a yes.
    const verdict: unknown = allowed(origin);
    return verdict === true;
  } catch {
    // A judge that throws has not allowed it.
    return false;
  }
}

function isOwn(origin: string, host: string): boolean {
  const url = parse(origin);
  // An origin is a scheme, a host and a port, and nothing else.
  if (url === undefined || !isBare(url) || !SCHEMES.has(url.protocol)) return false;
  const own = parse(`${url.protocol}//${host}`);
  // The port of the scheme is left out in `URL.host`, and may be there in `Host`.
  return own !== undefined && isBare(own) && url.host !== "" && url.host === own.host;
}

const SCHEMES: ReadonlySet<string> = new Set(["http:", "https:"]);

function isBare({ pathname, search, hash, username, password }: URL): boolean {
  return pathname === "/" && search + hash + username + password === "";
}

/** `null`, which sandboxed pages and files say, is no URL. */
function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
