// Timers, sockets and the like that a process holds, and those that it holds too many.
import { setImmediate as turn } from "node:timers/promises";

/** What there is beyond `before`, once what was ended had its turns to go. */
export async function leftSince(before: readonly string[]): Promise<readonly string[]> {
  for (let turns = 0; turns < 5_000; turns++) {
    if (process.getActiveResourcesInfo().length <= before.length) break;
    await turn();
  }
  return process.getActiveResourcesInfo().slice(before.length);
}
