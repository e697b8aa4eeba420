// Timers, sockets and descriptors that a process holds, and those that it holds too many.
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

const DESCRIPTORS = "/proc/self/fd";

export interface Held {
  readonly resources: readonly string[];
  readonly descriptors: number;
}

export function held(): Held {
  return { resources: process.getActiveResourcesInfo(), descriptors: descriptors() };
}

/** What there is beyond `before`, once what was ended had its turns to go. */
export async function leftSince(before: Held): Promise<Held> {
  for (let turns = 0; turns < 5_000; turns++) {
    if (process.getActiveResourcesInfo().length <= before.resources.length) break;
    await turn();
  }
  return {
    resources: process.getActiveResourcesInfo().slice(before.resources.length),
    descriptors: descriptors() - before.descriptors,
  };
}

/** As Linux tells; elsewhere nobody is asked. Without the one that libuv keeps in reserve from the first stream on. */
function descriptors(): number {
  if (!existsSync(DESCRIPTORS)) return 0;
  return readdirSync(DESCRIPTORS).filter((name) => targetOf(name) !== "/dev/null").length;
}

function targetOf(name: string): string {
  try {
    return readlinkSync(join(DESCRIPTORS, name));
  } catch {
    // That of the folder itself, closed by now.
    return "/dev/null";
  }
}
