// URLs of peers: how they are parsed, and the key that identifies a peer. What is dialled is not known here.

import { ConfigError } from "./errors.ts";
import { ABSOLUTE_URL, URL_OF_WEBSOCKET } from "./words/requirements.ts";

/**
 * The key of a peer: its URL with the differences removed that mean nothing.
 *
 * `http:` becomes `ws:` and `https:` becomes `wss:`, as in the constructor of a WebSocket (WHATWG WebSockets). Scheme and
 * host are lower-cased, the default port and all trailing slashes of the path are removed, the fragment is dropped
 * (RFC 6455 3: it has no meaning here). Path and query keep their case. `base` resolves a relative URL; without it, and
 * for any other scheme, this throws a `ConfigError`; its `value` is what may be shown of the text.
 */
export function normalizeUrl(url: string | URL, base?: string): string {
  return keyOf(parseUrl(textOf(url), base));
}

/** The key of a URL that is parsed. */
export function keyOf({ href }: URL): string {
  return href.replace(/^([^?]*?)\/+(?=\?|$)/, "$1");
}

/** A URL of `ws:` or `wss:`, without fragment. Throws a `ConfigError` for any other. */
export function parseUrl(text: string, base: string | undefined): URL {
  try {
    const parsed = new URL(text, base);
    parsed.protocol = parsed.protocol.replace(/^http/, "ws");
    parsed.hash = "";
    // An empty query keeps its "?" in `href` until `search` is set to an empty string.
    parsed.search ||= "";
    if (/^wss?:$/.test(parsed.protocol)) return parsed;
  } catch {
    // What the platform throws repeats the whole text, secrets included, and says nothing more.
  }
  // Text that is no URL has no certain user info or query, so every part that may be one is left out of the error.
  const shown = text.includes("@") ? "…" : text.replace(/[?#].*/s, "?…");
  const isRelative = !/^\s*\w+:/.test(text);
  return refuse(shown, isRelative && base === undefined ? ABSOLUTE_URL : URL_OF_WEBSOCKET);
}

/** A URL as text, by its shape, as `instanceof` does not know the URL of another realm. */
export function textOf(url: string | URL): string {
  const text = typeof url === "string" ? url : (url as URL | null | undefined)?.href;
  return typeof text === "string" ? text : refuse(url);
}

function refuse(value: unknown, requirement: string = URL_OF_WEBSOCKET): never {
  throw new ConfigError("url", requirement, value);
}
