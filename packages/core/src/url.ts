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

/** A URL of `ws:` or `wss:` in parts, without its fragment. */
export interface UrlParts {
  /** Scheme, host and port, in lower case and without the default port. */
  readonly origin: string;
  /** User info, host and port, as `origin` has them. */
  readonly authority: string;
  readonly scheme: "ws" | "wss";
  /** At least "/". */
  readonly path: string;
  /** With its "?"; empty where nothing follows it. */
  readonly query: string;
}

/** The key of a URL that is parsed. */
export const keyOf = (parts: UrlParts): string =>
  wholeOf({ ...parts, path: parts.path.replace(/\/+$/, "") });

/** The absolute URL. */
export const wholeOf = ({ scheme, authority, path, query }: UrlParts): string =>
  `${scheme}://${authority}${path}${query}`;

// RFC 3986 appendix B, narrower: what the URL parser of the platform may leave.
const PARTS = /^(?:http|ws)(s?):\/\/([^\s/?#\\]*@)?([^\s/?#\\@]+)([^?#]*)(\?[^#]+)?/i;

/** A URL of `ws:` or `wss:`, in parts. Throws a `ConfigError` for any other. */
export function parseUrl(text: string, base: string | undefined): UrlParts {
  const [isUrl, secure = "", userInfo = "", host = "", path, query = ""] =
    PARTS.exec(hrefOf(text, base)) ?? [];
  if (isUrl !== undefined) {
    const scheme = secure === "" ? "ws" : "wss";
    const port = secure === "" ? ":80" : ":443";
    const known = host.toLowerCase();
    const at = known.endsWith(port) ? known.slice(0, -port.length) : known;
    return {
      scheme,
      origin: `${scheme}://${at}`,
      authority: userInfo + at,
      path: path || "/",
      query,
    };
  }
  // Text that is no URL has no certain user info or query, so every part that may be one is left out of the error.
  const shown = text.includes("@") ? "…" : text.replace(/[?#].*/s, "?…");
  const isRelative = !/^\s*\w+:/.test(text);
  return refuse(shown, isRelative && base === undefined ? ABSOLUTE_URL : URL_OF_WEBSOCKET);
}

/**
 * The whole URL as the platform writes it, or "" where it is none. Nothing but this text is asked of the platform's `URL`: in React
 * Native its setters throw, its host and origin are empty for `ws:`, and it lets the case of a host stand.
 */
function hrefOf(text: string, base: string | undefined): string {
  // Outside of the `try`, as a platform without it is no fault of this URL.
  const Parser = URL;
  try {
    return new Parser(text, base).href;
  } catch {
    // What the platform throws repeats the whole text, secrets included, and says nothing more.
    return "";
  }
}

/** A URL as text, by its shape, as `instanceof` does not know the URL of another realm. */
export function textOf(url: string | URL): string {
  const text = typeof url === "string" ? url : (url as URL | null | undefined)?.href;
  return typeof text === "string" ? text : refuse(url);
}

function refuse(value: unknown, requirement: string = URL_OF_WEBSOCKET): never {
  throw new ConfigError("url", requirement, value);
}
