// H3: a hub is replaced while 10,000 clients have one of its channels.

import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../processes.mjs";
import { busiest, quantile } from "../statistics.mjs";
import { booksOf } from "./hub-books.mjs";

const PROCESSES = 4;
const CLIENTS = 10_000;
/** Default of `drain`, in milliseconds. */
const WINDOW = 15_000;
/** Milliseconds after the window and the time away in which all clients have to be back: those that are not count as lost. */
const PATIENCE = 15_000;
/** Milliseconds that a client stays away, so that it misses something. */
const AWAY = 1_500;
const ours = "skep: drain, and a successor";

const sumOf = (figures, key) => figures.all(ours, key).reduce((sum, each) => sum + each, 0);

export const hubRestart = {
  name: "hub-restart",
  title: "A hub is replaced under 10,000 clients of one channel",
  says:
    "The clients are as small as the protocol allows, over bare TCP in four processes. A hub drains, with the default window of " +
    `${WINDOW / 1_000} s; all upgrades go to a successor on the same engine object, and a message is published every second. A client leaves ` +
    "at a moment of its own, as the hub says, stays away for a second and a half, and comes back from where it was. If they leave evenly, each second " +
    "of the window sees 6.7 % of them. Each compares the offset of every message with that before it, over its links.",
  variants: [{ name: ours }],
  baseline: ours,
  columns: [
    { key: "recovered", label: "recovered" },
    { key: "replayed", label: "messages replayed" },
    { key: "reads", label: "reads of the engine" },
    { key: "gaps", label: "gaps" },
    { key: "wrong", label: "lost or doubled" },
    { key: "half", label: "half there, ms" },
    { key: "all", label: "all there, ms" },
    { key: "second", label: "busiest second, % of all", digits: 1 },
  ],
  ratios: [],
  targets: [
    {
      id: "H3",
      says: "clients that did not recover, or were told a gap, of all rounds",
      most: 0,
      value: (figures) =>
        Math.max(...figures.all(ours, "recovered").map((some) => CLIENTS - some)) +
        sumOf(figures, "gaps"),
    },
    {
      id: "H3",
      says: "messages that were lost or doubled, and reads of the engine, of all rounds: everything came from the successor's ring",
      most: 0,
      value: (figures) => sumOf(figures, "wrong") + sumOf(figures, "reads"),
    },
    {
      id: "H3",
      says: "no second of any round, wherever it begins, has more than 10 % of the clients",
      most: 10,
      value: (figures) => figures.worst(ours, "second"),
    },
    {
      id: "H3",
      says: "nobody arrives later than a second after the window and the time away, in ms after its beginning",
      most: WINDOW + AWAY + 1_000,
      value: (figures) => figures.worst(ours, "all"),
    },
  ],
  rounds: 2,
  measure,
};

async function measure() {
  const server = await startServer("servers/restarting-hub.mjs");
  const crowds = [];
  try {
    const asked = JSON.stringify({ url: server.url, count: CLIENTS / PROCESSES, away: AWAY });
    const opening = Array.from({ length: PROCESSES }, () =>
      startServer("clients/hub-clients.mjs", [asked]),
    );
    crowds.push(...(await Promise.all(opening)));
    await server.ask(["drain"]);
    await sleep(WINDOW + AWAY);
    const { arrived, reads } = await gathered(server);
    return { reads, ...(await booksOf(server, crowds, PATIENCE)), ...spreadOf(arrived) };
  } finally {
    for (const crowd of crowds) await crowd.stop();
    await server.stop();
  }
}

async function gathered(server) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const told = await server.ask(["arrived"]);
    if (told.arrived.length >= CLIENTS || Date.now() > until) return told;
    await sleep(200);
  }
}

function spreadOf(arrived) {
  const times = arrived.toSorted((a, b) => a - b);
  return {
    half: quantile(times, 0.5),
    all: times[CLIENTS - 1] ?? WINDOW + PATIENCE,
    second: (busiest(times, 1_000) / CLIENTS) * 100,
  };
}
