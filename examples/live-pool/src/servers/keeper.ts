// The parent of all servers: starts them, freezes one now and then, and ends them when the demo is gone.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { SCENARIO_NAMES, type ScenarioName } from "./scenarios.ts";

/** What the keeper tells the demo of each server. */
export interface RunningServer {
  readonly name: ScenarioName;
  readonly pid: number;
  readonly url: string;
}

/** Milliseconds that the freezing server lives, and then stands still, by turns. */
const ALIVE = 5_000;
const FROZEN = 7_000;

/**
 * A process of its own, because a frozen server cannot notice that the demo was killed: the keeper is
 * never frozen, loses its channel then, and kills whom it started.
 */
export async function keepServers(entry: string): Promise<void> {
  const children = new Map(NAMES.map((name) => [name, fork(entry, [name])]));
  const end = (): void => void endAll([...children.values()]);
  process.once("disconnect", end);
  process.once("SIGTERM", end);
  // It may have happened before anybody listened.
  if (!process.connected) return end();
  const servers = await Promise.all([...children].map(running));
  if (process.connected) process.send?.(servers);
  const freezing = children.get("freezing");
  if (freezing !== undefined) freezeByTurns(freezing);
}

// Windows cannot stop a process.
const NAMES = SCENARIO_NAMES.filter((name) => name !== "freezing" || process.platform !== "win32");

async function running([name, child]: [ScenarioName, ChildProcess]): Promise<RunningServer> {
  const failed = once(child, "exit").then(() =>
    Promise.reject(new Error(`${name} did not start.`)),
  );
  const [port] = (await Promise.race([once(child, "message"), failed])) as [number];
  return { name, pid: child.pid as number, url: `ws://127.0.0.1:${port}` };
}

function freezeByTurns(child: ChildProcess): void {
  let frozen = false;
  const turn = (): void => {
    frozen = !frozen;
    child.kill(frozen ? "SIGSTOP" : "SIGCONT");
    setTimeout(turn, frozen ? FROZEN : ALIVE);
  };
  setTimeout(turn, ALIVE);
}

async function endAll(children: readonly ChildProcess[]): Promise<void> {
  const ends = children.filter(isRunning).map((child) => once(child, "exit"));
  // The one signal that a frozen process obeys.
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(ends);
  process.exit();
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
