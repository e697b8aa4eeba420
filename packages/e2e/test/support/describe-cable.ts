// Tests with a network that can be cut: one visible skip where there can be none, a failure where there must.
import { describe } from "vitest";
import { notTried } from "../../../../tools/browsers/not-tried.ts";
import { Cable } from "./cable.ts";
import { describeServer, notServed } from "./packages.ts";

const obstacle = await tried();

export function describeCable(name: string, tests: () => void): void {
  if (obstacle === undefined) {
    describe.concurrent(name, tests);
    return;
  }
  notTried(`${name}: ${obstacle}`);
}

/** The same for faults that a router's firewall makes, and for servers instead of browsers. */
export function describeFaults(name: string, tests: () => void): void {
  if (obstacle !== undefined) return notServed(`${name}: ${obstacle}`);
  describeServer(name, ["conntrack", "iptables"], tests, describe.concurrent);
}

/** Why no cable can be laid here, if none can. */
async function tried(): Promise<string | undefined> {
  try {
    const cable = await Cable.lay();
    await cable.remove();
    return undefined;
  } catch (error) {
    const [line] = String(error).split("\n");
    return `network namespaces need Linux, root and Debian's iproute2 (${line})`;
  }
}
