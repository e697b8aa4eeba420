// Which processes there are, as /proc of Linux tells it (proc(5)). Where there is no /proc, nothing is known.

import { readdirSync, readFileSync } from "node:fs";

/** One process, as it was when it was looked at. */
export interface ProcessEntry {
  readonly pid: number;
  /** `Z` and `X` are dead: a zombie runs nothing, and waits for its parent alone. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** When it started, in clock ticks since boot. With the pid it names one process for ever. */
  readonly start: string;
}

/** The text of `/proc/PID/stat`. The name of the program is in brackets, and may have brackets and blanks in it. Undefined for other text. */
export function entryOf(text: string): ProcessEntry | undefined {
  const pid = Number.parseInt(text, 10);
  const [state, parent, group, session, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // Field 22 of all, after the eight that follow the session.
  const start = rest[15];
  if (Number.isNaN(pid) || state === undefined || start === undefined) return undefined;
  return {
    pid,
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    start,
  };
}

/** Undefined where there is no such process, or no /proc. */
export function readEntry(pid: number): ProcessEntry | undefined {
  try {
    return entryOf(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return undefined;
  }
}

/** All processes that can be seen. Empty where there is no /proc. */
export function readEntries(): ProcessEntry[] {
  const pids = foldersOf("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => readEntry(Number(pid)) ?? []);
}

/** Whether it runs, or could: a zombie cannot. */
export function isAlive({ state }: ProcessEntry): boolean {
  return state !== "Z" && state !== "X";
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
