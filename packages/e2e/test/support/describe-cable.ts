// Tests with a network that can be cut: one visible skip where there can be none, a failure where there must.
import { describe } from "vitest";
import type { Lack } from "../../../../tools/test-run/lack.ts";
import { notTried } from "../../../../tools/test-run/not-tried.ts";
import { Cable } from "./cable.ts";
import { find } from "./child.ts";
import { describeServer } from "./packages.ts";

const obstacle = await tried();

export function describeCable(name: string, tests: () => void): void {
  if (obstacle === undefined) {
    describe.concurrent(name, tests);
    return;
  }
  notTried(name, obstacle, "SKEP_REQUIRE_BROWSERS");
}

/** The same for faults that a router's firewall makes, and for servers instead of browsers. */
export function describeFaults(name: string, tests: () => void): void {
  if (obstacle !== undefined) return notTried(name, obstacle, "SKEP_REQUIRE_SERVERS");
  describeServer(name, ["conntrack", "iptables"], tests, describe.concurrent);
}

/** Why no cable can be laid here, if none can. */
async function tried(): Promise<Lack | undefined> {
  try {
    const cable = await Cable.lay();
    await cable.remove();
    return undefined;
  } catch (error) {
    const [line] = String(error).split("\n");
    return {
      what: `a network of its own needs Linux, root and iproute2 (${line})`,
      ...(find("ip") === undefined && { packages: ["iproute2"] }),
    };
  }
}
