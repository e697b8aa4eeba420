// Tests that need what a level of hygiene needs: one visible skip where that is not here, a failure where it must be.
import { execFileSync } from "node:child_process";
import { describe } from "vitest";
import type { Lack } from "../../../../tools/test-run/lack.ts";
import { notTried } from "../../../../tools/test-run/not-tried.ts";
import { find } from "../support/child.ts";

/** Commands that do nothing but what a level needs. */
const TRIALS = {
  "parent-death": ["setpriv", "--pdeathsig", "KILL", "true"],
  namespace: ["unshare", "--pid", "--fork", "--kill-child=KILL", "true"],
} as const;

export type TriedLevel = keyof typeof TRIALS;

export function describeHygiene(name: string, level: TriedLevel, tests: () => void): void {
  const obstacle = obstacleTo(level);
  if (obstacle === undefined) describe.concurrent(name, tests);
  else notTried(name, obstacle, "SKEP_REQUIRE_SERVERS");
}

/** Levels of which a process can be tried here. */
export function levelsHere(): ("none" | "group" | "guardian" | "namespace")[] {
  const namespaces = obstacleTo("namespace") === undefined ? (["namespace"] as const) : [];
  return ["none", "group", "guardian", ...namespaces];
}

/** What stands against it: no Linux, no util-linux, or no right to do it. */
function obstacleTo(level: TriedLevel): Lack | undefined {
  const [program, ...args] = TRIALS[level];
  const file = find(program);
  if (file === undefined) return { what: "util-linux is not installed", packages: ["util-linux"] };
  try {
    execFileSync(file, args, { stdio: "ignore", timeout: 10_000 });
    return undefined;
  } catch (error) {
    return { what: `hygiene of level ${level} needs Linux and the right to it (${String(error)})` };
  }
}
