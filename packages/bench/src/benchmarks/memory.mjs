// B7 and B8: what an idle peer weighs, and what it takes to open one and to tell the figures of all.

import { runClient, startServer } from "../processes.mjs";

const PEERS = 5_000;
const raw = "ws";
const ours = "skep";
const others = ["reconnecting-websocket", "partysocket", "socket.io-client"];

const more = (figures) => figures.median(ours, "heap") - figures.median(raw, "heap");

export const memory = {
  name: "memory",
  title: "5,000 idle peers: memory, and the CPU of opening them",
  says:
    "One process opens 5,000 peers that say nothing; after several collections its heap is compared with that before. At most 200 are " +
    "on their way at once. Opening is the CPU of the whole process, the upgrade request of Node included.",
  variants: [raw, ours, ...others].map((name) => ({ name })),
  baseline: raw,
  columns: [
    { key: "heap", label: "heap, B a peer" },
    { key: "rss", label: "resident, B a peer" },
    { key: "opening", label: "opening, CPU µs a peer" },
    { key: "stats", label: "all figures, ms" },
  ],
  ratios: [
    { key: "heap", by: "median", label: "× ws, heap" },
    { key: "opening", by: "paired", label: "× ws, opening" },
  ],
  targets: [
    {
      id: "B7",
      says: "a peer weighs at most 1,850 B of heap more than a bare socket",
      most: 1_850,
      value: more,
    },
    {
      id: "B7 stretch",
      says: "a peer weighs at most 1,200 B of heap more than a bare socket",
      most: 1_200,
      value: more,
    },
    ...others.slice(0, 2).map((name) => ({
      id: "B7",
      says: `a peer weighs less than one of ${name}, in heap`,
      most: 1,
      value: (figures) => figures.ratio(ours, "heap", name),
    })),
    {
      id: "B8",
      says: "opening a peer takes at most 1.30 times the CPU of opening a bare socket",
      most: 1.3,
      value: (figures) => figures.ratio(ours, "opening", raw, "paired"),
    },
    {
      id: "stats",
      says: "`pool.stats()` of 5,000 peers takes at most 5 ms",
      most: 5,
      value: (figures) => figures.median(ours, "stats"),
    },
  ],
  chart: { key: "heap", by: "value" },
  rounds: 3,
  prepare: () => startServer("source/flood.mjs"),
  measure: ({ name }, server) =>
    runClient(
      "clients/memory.mjs",
      { client: name, url: urlFor(name, server), peers: PEERS },
      { flags: ["--expose-gc"] },
    ),
};

const urlFor = (name, { url }) =>
  `${url}/${name === "socket.io-client" ? "socket.io/" : "plain"}?kind=text&size=0`;
