// B6 and growth: what a message costs when many peers share one reader.

import { runClient, startServer } from "../processes.mjs";

const SIZES = [1, 10, 100, 1_000, 5_000];
/** Where the peers' libraries are measured too. */
const CROWDED = 1_000;
const raw = (peers) => `${peers}: ws`;
const ours = (peers) => `${peers}: skep, for await, view`;

const variants = SIZES.flatMap((peers) => [
  { name: raw(peers), client: "ws", peers, baseline: raw(peers) },
  { name: `${peers}: skep, for await`, client: "skep", peers, baseline: raw(peers) },
  { name: ours(peers), client: "skep-view", peers, baseline: raw(peers) },
  {
    name: `${peers}: skep, batches(), view`,
    client: "skep-batches-view",
    peers,
    baseline: raw(peers),
  },
  ...(peers < CROWDED ? [] : others(peers)),
]);

function others(peers) {
  return ["reconnecting-websocket", "partysocket"].map((client) => ({
    name: `${peers}: ${client}`,
    client,
    peers,
    baseline: raw(peers),
  }));
}

const cost = (figures, peers) => figures.ratio(ours(peers), "cpu", raw(peers), "paired");

export const fanIn = {
  name: "fan-in",
  title: "Many peers, one reader, 64 B binary",
  says:
    "A source writes to so many peers in turn, 16 messages each, as one read of a socket brings them; one process reads them all. " +
    "With many peers the reads are the cost, whatever the library. The limiter of the pool is opened up for the dials before.",
  variants,
  baseline: raw(1),
  columns: [
    { key: "median", label: "ns a message" },
    { key: "cpu", label: "CPU ns" },
    { key: "busy", label: "client busy", digits: 2 },
  ],
  ratios: [
    { key: "cpu", by: "paired", label: "× ws of as many, CPU" },
    { key: "best", by: "best", label: "× ws of as many, best" },
  ],
  targets: [
    ...[1_000, 5_000].map((peers) => ({
      id: "B6",
      says: `of ${peers} peers, \`for await\` of views takes at most 1.15 times the CPU of raw handlers`,
      most: 1.15,
      value: (figures) => cost(figures, peers),
    })),
    ...SIZES.slice(1).map((peers) => ({
      id: "growth",
      says: `of ${peers} peers, a view takes at most 1.15 times what it takes of one, beside what raw ws does of as many`,
      most: 1.15,
      value: (figures) => cost(figures, peers) / cost(figures, 1),
    })),
  ],
  chart: { key: "cpu", groups: (peers) => (peers === "1" ? "1 peer" : `${peers} peers`) },
  rounds: 5,
  prepare: () => startServer("source/fan-in.mjs"),
  measure: ({ client, peers }, { url }) =>
    runClient("clients/fan-in.mjs", { client, url, peers, messages: 800_000, warmUp: 200_000 }),
};
