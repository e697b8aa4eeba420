// URLs of peers: the key that identifies a peer, and the address that is dialled.

import { ConfigError } from "./errors.ts";

/**
 * The key of a peer: its URL with the differences removed that mean nothing.
 *
 * Scheme and host are lower-cased, the default port and all trailing slashes of the path are removed,
 * the fragment is dropped (RFC 6455 3: it has no meaning here). Path and query keep their case. Throws a
 * `ConfigError` when the text is no `ws:` or `wss:` URL; its `value` is what may be shown of it.
 */
export function normalizeUrl(url: string | URL): string {
  const parsed = parseWebSocketUrl(url);
  parsed.hash = "";
  // The platform keeps the mark of an empty query until it is told again that there is none.
  parsed.search ||= "";
  return parsed.href.replace(/^([^?]*?)\/+(?=\?|$)/, "$1");
}

/** The address to dial: as given, less its fragment, which browsers before 2023 refuse. */
export function dialUrl(url: string | URL): string {
  parseWebSocketUrl(url);
  return textOf(url).replace(/#.*/s, "").trim();
}

function parseWebSocketUrl(url: string | URL): URL {
  const text = textOf(url);
  try {
    const parsed = new URL(text);
    if (/^wss?:$/.test(parsed.protocol)) return parsed;
  } catch {
    // What the platform throws repeats the whole text, secrets included, and says nothing more.
  }
  // Of text that is no URL, what is user info and query can only be guessed: what may be is not shown.
  return refuse(text.includes("@") ? "…" : text.replace(/[?#].*/s, "?…"));
}

/** By its shape, as `instanceof` does not know the URL of another realm. */
function textOf(url: string | URL): string {
  const text = typeof url === "string" ? url : (url as URL | null | undefined)?.href;
  return typeof text === "string" ? text : refuse(url);
}

function refuse(value: unknown): never {
  throw new ConfigError("url", "a ws: or wss: URL", value);
}
