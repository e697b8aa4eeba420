// Versions of engines whose WebSocket has a hole that no code above it can close.

import { userAgentOf } from "./engine.ts";
import { floodOfPings } from "./words.ts";

/** The first version of each line of undici, which is Node's own WebSocket, without GHSA-9fm3-97px-rjf6. */
const MENDED: Readonly<Record<number, readonly [minor: number, patch: number]>> = {
  6: [29, 1],
  7: [30, 1],
  8: [12, 2],
};

/** One sentence for each hole of this class on this engine. */
export function knownFaults(WebSocket: unknown, platform: object = globalThis): readonly string[] {
  if (WebSocket !== Reflect.get(platform, "WebSocket")) return [];
  // workerd has Node's versions in its `process`, too; only Node calls itself by its name.
  if (!userAgentOf(platform).startsWith("Node.js/")) return [];
  const process = Reflect.get(platform, "process") as Process | undefined;
  const versions = process?.versions;
  if (versions?.undici === undefined || isMended(versions.undici)) return [];
  return [floodOfPings(versions.node)];
}

interface Process {
  readonly versions?: { readonly node?: string; readonly undici?: string };
}

function isMended(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const mended = MENDED[major];
  if (mended === undefined) return major > 8;
  return minor > mended[0] || (minor === mended[0] && patch >= mended[1]);
}
