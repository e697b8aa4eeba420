// One run from the first server to the last word: who starts, who ends, and that nothing stays behind.

import type { Options } from "./arguments.ts";
import { Tally } from "./figures/tally.ts";
import { runLivePool } from "./live-pool.ts";
import { type Fleet, startFleet } from "./servers/fleet.ts";
import { Stop } from "./stop.ts";
import { demoTargets, ownTargets } from "./targets.ts";
import { HABITS } from "./servers/habits.ts";
import { chooseView } from "./views/choose-view.ts";

/** Milliseconds, where nobody is there to end it. */
const UNATTENDED = 30_000;

export async function run(options: Options): Promise<void> {
  const { urls } = options;
  const duration = options.duration ?? (process.stdout.isTTY ? undefined : UNATTENDED);
  const stop = new Stop();
  const fleet = urls.length > 0 ? undefined : await startFleet(ENTRY);
  try {
    stop.after(duration);
    await runTargets(fleet, { ...options, duration }, stop);
  } finally {
    stop.dispose();
    await fleet?.stop();
  }
}

/** The entry of the server processes, which is built beside this one. */
const ENTRY = new URL("servers.js", import.meta.url);

async function runTargets(fleet: Fleet | undefined, options: Options, stop: Stop): Promise<void> {
  if (stop.signal.aborted) return;
  const tally = new Tally(() => performance.now());
  const habits = new Map(fleet?.servers.map(({ name }) => [name, HABITS[name]]));
  const view = chooseView(options, { tally, habits, quit: () => stop.now() });
  const targets = fleet === undefined ? ownTargets(options.urls) : demoTargets(fleet.servers);
  try {
    await runLivePool({ targets, tally, view, stop: stop.signal });
  } finally {
    view.close();
  }
}
