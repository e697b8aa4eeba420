// Which names DNS is asked for where one is given, by the search list of resolv.conf(5). In a cluster, short names are found by it alone.

/** As glibc bounds it. */
const MOST_NDOTS = 15;

/** The names to ask for, in order: the first one that has an address is meant. A name with a dot at its end is complete. */
export function namesToAsk(host: string, text: string): readonly string[] {
  if (host.endsWith(".")) return [host.slice(0, -1)];
  const { domains, ndots } = searchListOf(text);
  const longer = domains.map((domain) => `${host}.${domain}`);
  return host.split(".").length > ndots ? [host, ...longer] : [...longer, host];
}

function searchListOf(text: string): {
  readonly domains: readonly string[];
  readonly ndots: number;
} {
  let domains: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split("\n")) {
    const [keyword, ...words] = line
      .replace(/[#;].*/, "")
      .trim()
      .split(/\s+/);
    // The last of these lines counts.
    if (keyword === "search" || keyword === "domain") domains = words;
    if (keyword === "options") ndots = ndotsIn(words) ?? ndots;
  }
  return { domains: domains.map((domain) => domain.replace(/\.$/, "")).filter(Boolean), ndots };
}

function ndotsIn(words: readonly string[]): number | undefined {
  const given = words.findLast((word) => /^ndots:\d+$/.test(word))?.slice("ndots:".length);
  return given === undefined ? undefined : Math.min(Number(given), MOST_NDOTS);
}
