// What proxies in front of the hub have said of a request. Anybody can write these headers, so they count only from the right, where the
// nearest proxy has added its own.

/**
 * The entry that the outermost of so many believed proxies has written; undefined where there is none. With fewer entries than proxies,
 * it is the leftmost, as a proxy may pass a header on.
 */
export function forwarded(header: string | null, proxies: number): string | undefined {
  if (header === null || proxies === 0) return undefined;
  const entries = header.split(",").map((entry) => entry.trim());
  return entries.at(-Math.min(proxies, entries.length)) || undefined;
}
