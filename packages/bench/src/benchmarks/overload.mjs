// B12: a producer that is faster than its reader, for ten seconds.

import { runClient, startServer } from "../processes.mjs";

const SECONDS = 10;
const pauses = "skep: pauses";
const drops = ["skep: drop-oldest", "skep: drop-newest"];
const ours = [pauses, ...drops];

export const overload = {
  name: "overload",
  title: "A peer that is faster than its reader, 10 s",
  says:
    "One peer floods with numbered messages of 64 B, the reader takes one in a millisecond. Memory is heap and buffers after a collection, " +
    "beyond what was there before. `ws` can pause a peer; the drop policies run over the platform's socket of Node 24, which cannot. " +
    "Who holds 1 GiB is stopped.",
  variants: [
    { name: pauses },
    ...drops.map((name) => ({ name, engine: "node24" })),
    { name: "ws: events.on" },
    { name: "ws: an array" },
  ],
  baseline: pauses,
  columns: [
    { key: "read", label: "read" },
    { key: "peak", label: "held at most, MiB", digits: 1 },
    { key: "slope", label: "MiB more a second, at the end", digits: 2 },
    { key: "lasted", label: "lasted, s", digits: 1 },
    { key: "gaps", label: "missing before the last one read" },
    { key: "dropped", label: "dropped by its own count" },
    { key: "unaccounted", label: "unaccounted" },
    { key: "untold", label: "untold" },
  ],
  ratios: [],
  targets: [
    ...ours.map((name) => ({
      id: "B12",
      says: `${name}: memory grows by at most 1 MiB a second once the bound is reached`,
      most: 1,
      value: (figures) => figures.worst(name, "slope"),
    })),
    {
      id: "B12",
      says: "where the transport can pause nothing is missing in what is read",
      most: 0,
      value: (figures) => figures.worst(pauses, "gaps"),
    },
    ...drops.map((name) => ({
      id: "B12",
      says: `${name}: what was received is what was read and what was told as dropped, to the message`,
      most: 0,
      value: (figures) =>
        Math.max(
          ...["unaccounted", "untold"].flatMap((key) => figures.all(name, key).map(Math.abs)),
        ),
    })),
  ],
  chart: { key: "peak", by: "value" },
  rounds: 3,
  prepare: () => startServer("source/numbered.mjs"),
  measure: ({ name: client, engine }, { url }) =>
    runClient(
      "clients/overload.mjs",
      { client, url: `${url}/flood`, seconds: SECONDS },
      { engine, flags: ["--expose-gc"] },
    ),
};
