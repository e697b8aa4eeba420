// What becomes of the processes of a supervisor that is itself killed: the levels, and which of them can be reached. It starts nothing.

import { HygieneError } from "../errors.ts";

/**
 * How much of a child is sure to end when the process that supervises it is killed (`SIGKILL`, memory ran out). Each level has what those
 * before it have.
 *
 * - `none`: nothing. A stop reaches the child alone, not what it has started. All that Windows can do.
 * - `group`: nothing; a stop reaches the child and all that it has started, unless that left its process group.
 * - `guardian`: the same processes end within half a second of the death of their supervisor: a small shell waits for it and ends the group.
 * - `parent-death`: the child itself ends at once, and also where the guardian was killed, too. Linux with `setpriv` of util-linux.
 * - `namespace`: all that the child has started ends, also what left its group and session. Linux with `unshare`, `setpriv` and `setsid` of
 *   util-linux, as root or where a user may have a user namespace. The child sees process ids of its own namespace.
 */
export type HygieneLevel = "none" | "group" | "guardian" | "parent-death" | "namespace";

/** The levels, the lowest first. */
export const HYGIENE_LEVELS: readonly HygieneLevel[] = [
  "none",
  "group",
  "guardian",
  "parent-death",
  "namespace",
];

/** What is there to reach a level with: paths of programs that were tried, and did what they have to. */
export interface HygieneTools {
  /** There are process groups. */
  readonly groups: boolean;
  /** A POSIX shell. */
  readonly shell?: string | undefined;
  /** It can set the parent-death signal. */
  readonly setpriv?: string | undefined;
  /** It can make a namespace of processes; with these arguments. */
  readonly unshare?: readonly string[] | undefined;
  readonly setsid?: string | undefined;
}

/**
 * The level that is reached: what is wanted, or the next lower one that can be. The parent-death signal costs nothing and changes nothing for
 * the child, so it comes with `guardian` wherever it can be had; a namespace has to be asked for.
 */
export function reachedLevel(wanted: HygieneLevel, tools: HygieneTools): HygieneLevel {
  const { groups, setpriv, setsid, shell, unshare } = tools;
  const most = wanted === "guardian" ? "parent-death" : wanted;
  const can: Record<HygieneLevel, boolean> = {
    none: true,
    group: groups,
    guardian: groups && shell !== undefined,
    "parent-death": groups && shell !== undefined && setpriv !== undefined,
    namespace: ![shell, setpriv, setsid, unshare].includes(undefined),
  };
  const candidates = HYGIENE_LEVELS.slice(0, HYGIENE_LEVELS.indexOf(most) + 1);
  return candidates.findLast((level) => can[level]) ?? "none";
}

/** Undefined where the level is what was wanted or more; else what is to be said about it. */
export function shortfall(wanted: HygieneLevel, reached: HygieneLevel): string | undefined {
  if (HYGIENE_LEVELS.indexOf(reached) >= HYGIENE_LEVELS.indexOf(wanted)) return undefined;
  return `the level of hygiene is ${reached}, and not ${wanted}: ${NEEDS[wanted]}`;
}

/** Throws where a level is required that was not reached. */
export function checkReached(worker: string, wanted: HygieneLevel, reached: HygieneLevel): void {
  const lack = shortfall(wanted, reached);
  if (lack !== undefined) throw new HygieneError(`${worker} was not started: ${lack}.`);
}

const NEEDS: Record<HygieneLevel, string> = {
  none: "nothing is needed for it",
  group: "it needs process groups, which Windows does not have",
  guardian: "it needs process groups and a POSIX shell",
  "parent-death": "it needs Linux, and util-linux with setpriv; in a worker thread there is none",
  namespace:
    "it needs Linux, util-linux with setpriv, unshare and setsid, and the right to make a namespace",
};
