// Whether a request may come from the page that it comes from. A browser says so in `Origin`; other clients say nothing.

import type { IncomingHttpHeaders } from "node:http";

export interface OriginRules {
  /** Origins besides the hub's own. */
  readonly allowedOrigins: readonly string[] | ((origin: string) => boolean) | undefined;
  /** A request without `Origin` is refused. */
  readonly requireOrigin: boolean;
}

/**
 * What is wrong with the origin of a request; undefined where nothing is. Own is what has the host and port of the `Host` header:
 * the scheme is not compared, as a proxy in front may speak TLS.
 */
export function originFault(headers: IncomingHttpHeaders, rules: OriginRules): string | undefined {
  const { origin, host = "" } = headers;
  if (origin === undefined)
    return rules.requireOrigin ? "An upgrade without an Origin header was refused." : undefined;
  if (isOwn(origin, host) || isAllowed(origin, rules.allowedOrigins)) return undefined;
  return `An upgrade from ${JSON.stringify(origin)} was refused, as the host of this hub is ${JSON.stringify(host)}: allowedOrigins can name it.`;
}

function isAllowed(origin: string, allowed: OriginRules["allowedOrigins"]): boolean {
  return typeof allowed === "function" ? allowed(origin) : allowed?.includes(origin) === true;
}

function isOwn(origin: string, host: string): boolean {
  const url = parse(origin);
  // The port of the scheme is left out in `URL.host`, and may be there in `Host`.
  return url !== undefined && url.host === parse(`${url.protocol}//${host}`)?.host;
}

/** `null`, which sandboxed pages and files say, is no URL. */
function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
