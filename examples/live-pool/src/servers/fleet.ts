// The servers as the demo sees them: where they are, and how they end. Their parent is the keeper.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { RunningServer } from "./keeper.ts";

export interface Fleet {
  /** In the order in which they are to be shown. */
  readonly servers: readonly RunningServer[];
  /** Resolves when no process is left. */
  stop(): Promise<void>;
}

/** `entry` is the file that server processes run. Rejects when one of them does not come up. */
export async function startFleet(entry: URL): Promise<Fleet> {
  const keeper = fork(entry);
  const ended = once(keeper, "exit");
  const servers = await Promise.race([listFrom(keeper), ended.then(failure)]);
  // Killed, it could not end a server that is frozen.
  void ended.then(() => keeper.signalCode !== null && servers.forEach(kill));
  return {
    servers,
    async stop() {
      if (keeper.connected) keeper.disconnect();
      await ended;
    },
  };
}

async function listFrom(keeper: ChildProcess): Promise<readonly RunningServer[]> {
  const [servers] = (await once(keeper, "message")) as [readonly RunningServer[]];
  return servers;
}

function failure(): never {
  throw new Error("The servers of the demo did not start.");
}

function kill({ pid }: RunningServer): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was gone already.
  }
}
