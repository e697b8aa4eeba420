// The file of host names that the machine keeps itself: hosts(5). Read as text; this file does not know where it is.

import { isIP } from "node:net";

/** The addresses that it gives a name, in its order. Names are compared without regard to case, as in DNS (RFC 4343). */
export function addressesIn(text: string, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const addresses = text
    .toLowerCase()
    .split("\n")
    // A list that blocks sites has a hundred thousand lines.
    .filter((line) => line.includes(wanted))
    .map((line) => line.replace(/#.*/, "").trim().split(/\s+/))
    .filter(([address = "", ...names]) => isIP(address) !== 0 && names.includes(wanted))
    .map(([address = ""]) => address);
  return [...new Set(addresses)];
}
