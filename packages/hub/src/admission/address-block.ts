// Whose connections are counted together: those of one address; of IPv6, of one network, as whoever has one address there has 2^64 of them.

/**
 * An address of IPv4 itself, also where it is written as one of IPv6 (RFC 4291 2.5.5.2); of IPv6, the first 64 bits (RFC 4291 2.5.4), which
 * one site has at least. A port is left out, as some proxies add it to the address of a client. What is no address is itself.
 */
export function addressBlock(address: string): string {
  const bare = withoutPort(address);
  const groups = groupsOf(bare);
  if (groups === undefined) return bare;
  return mapped(groups) ?? `${groups.slice(0, 4).join(":")}::/64`;
}

function withoutPort(address: string): string {
  const [, bracketed, dotted] =
    /^(?:\[(.+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(address) ?? [];
  return bracketed ?? dotted ?? address;
}

/** The eight groups of an address of IPv6, without its zone. */
function groupsOf(address: string): readonly string[] | undefined {
  const [bare = ""] = address.split("%");
  const url = `http://[${bare}]`;
  if (!/^[\da-f.]*:[\da-f.:]*$/i.test(bare) || !URL.canParse(url)) return undefined;
  // A URL writes it in one way (RFC 5952), and a dotted part as two groups.
  const parts = new URL(url).hostname.slice(1, -1).split("::");
  const [head = [], tail = []] = parts.map((part) => part.split(":").filter((each) => each !== ""));
  return [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
}

/** The address of IPv4 that is written as this one of IPv6. */
function mapped(groups: readonly string[]): string | undefined {
  if (groups.slice(0, 6).join(":") !== "0:0:0:0:0:ffff") return undefined;
  const bytes = groups
    .slice(6)
    .flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
  return bytes.join(".");
}
