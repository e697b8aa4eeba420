// Parses the URL of a peer once, into its key, the URL to dial and the origin. This file does not know who dials it, or when.

import { keyOf, parseUrl, textOf, wholeOf } from "./url.ts";

/** The parsed URL of a peer. */
export interface Address {
  /** The URL with the differences removed that mean nothing; see `normalizeUrl`. */
  readonly key: string;
  /**
   * The absolute `ws:` or `wss:` URL to dial, without a fragment, which browsers before 2023 refuse. Otherwise the text of an absolute
   * URL is kept as it was given.
   */
  readonly url: string;
  /** Scheme, host and port; not every platform tells the origin of a `ws:` URL. */
  readonly origin: string;
}

/** `base` resolves a relative URL. Throws a `ConfigError` for a URL that cannot be dialled; the error's `value` holds no secret of the URL. */
export function addressOf(url: string | URL, base?: string): Address {
  const text = textOf(url);
  const parsed = parseUrl(text, base);
  const isAbsolute = /^\s*wss?:\/\//i.test(text);
  return {
    key: keyOf(parsed),
    url: isAbsolute ? text.replace(/#.*/s, "").trim() : wholeOf(parsed),
    origin: parsed.origin,
  };
}
