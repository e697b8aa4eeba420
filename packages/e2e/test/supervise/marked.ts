// Processes that belong to one test, counted from /proc: all that inherited its mark, whoever their parent is now.
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

export const MARK = "SKEP_TEST_MARK";

/** A mark of one's own. */
export function newMark(): string {
  return randomUUID();
}

/** The ids of the processes that run and have this mark in their environment. Zombies have none. */
export function marked(mark: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(`${MARK}=${mark}\0`)).map(Number);
}

/** What they run, for a message. */
export function commandsOf(pids: readonly number[]): string[] {
  return pids.map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** The state of a process as one letter; undefined where there is none. */
export function stateOf(pid: number): string | undefined {
  return /\) (\w)/.exec(read(`/proc/${pid}/stat`))?.[1];
}

function environmentOf(pid: string): string {
  return `${read(`/proc/${pid}/environ`)}\0`;
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
