// What the URL of a peer says, parsed once: its key, what is dialled, and its origin. Who dials it, and when, is not known here.

import { keyOf, parseUrl, textOf } from "./url.ts";

/** Where a peer is. */
export interface Address {
  /** The URL with the differences removed that mean nothing; see `normalizeUrl`. */
  readonly key: string;
  /** What is dialled, whole and of `ws:` or `wss:`: as given if it is so, less its fragment, which browsers before 2023 refuse. */
  readonly url: string;
  /** Scheme, host and port; not every platform tells the origin of a `ws:` URL. */
  readonly origin: string;
}

/** `base` resolves a relative URL. Throws a `ConfigError` for what cannot be dialled; its `value` is what may be shown of it. */
export function addressOf(url: string | URL, base?: string): Address {
  const text = textOf(url);
  const parsed = parseUrl(text, base);
  const isWhole = /^\s*wss?:\/\//i.test(text);
  return {
    key: keyOf(parsed),
    url: isWhole ? text.replace(/#.*/s, "").trim() : parsed.href,
    origin: `${parsed.protocol}//${parsed.host}`,
  };
}
