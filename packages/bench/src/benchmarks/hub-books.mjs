// A summary of the messages and gaps that the clients of a hub were told, for the benchmarks in which that hub ends.

import { setTimeout as sleep } from "node:timers/promises";

/** Ends the publishing, and sums what all clients tell when each has the message of the last round, or when the patience, in milliseconds, is over. */
export async function booksOf(server, crowds, patience) {
  const last = await server.ask(["end"]);
  const until = Date.now() + patience;
  for (;;) {
    const all = await Promise.all(crowds.map((crowd) => crowd.ask(["totals"])));
    const sum = (key) => all.reduce((total, each) => total + each[key], 0);
    const isWhole = all.every(({ newest }) => newest === last);
    if (isWhole || Date.now() > until)
      return {
        recovered: sum("recovered"),
        replayed: sum("replayed"),
        refused: sum("refused"),
        gaps: sum("gaps"),
        wrong: sum("wrong") + (isWhole ? 0 : 1),
      };
    await sleep(200);
  }
}
