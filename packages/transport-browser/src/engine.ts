// Engines by the name that they call themselves, for what no API shows.

/** The user agent of a platform, or "". */
export function userAgentOf(platform: object = globalThis): string {
  const navigator = Reflect.get(platform, "navigator") as { userAgent?: string } | undefined;
  return navigator?.userAgent ?? "";
}

/**
 * Chromium and Firefox let one handshake an address through at a time (RFC 6455 4.1, step 2); WebKit, Node, Deno, Bun and
 * workerd do not. The names of browsers on iOS are others, as all of them are WebKit.
 */
export function serialisesHandshakes(platform?: object): boolean {
  return /(Chrome|Firefox)\//.test(userAgentOf(platform));
}

/** workerd sends a Blob as the text "[object Blob]". */
export function takesBlobs(platform?: object): boolean {
  return userAgentOf(platform) !== "Cloudflare-Workers";
}
