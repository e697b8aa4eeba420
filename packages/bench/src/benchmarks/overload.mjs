// B12: a producer that is faster than its reader, for ten seconds.

import { runClient, startServer } from "../processes.mjs";

const SECONDS = 10;
const pauses = "skep: pauses";
const drops = ["skep: drop-oldest", "skep: drop-newest"];
const ours = [pauses, ...drops];

const worstOf = (figures, name, keys) =>
  Math.max(...keys.flatMap((key) => figures.all(name, key).map(Math.abs)));

async function measure({ name: client, engine }, { url, ask }) {
  const sample = await runClient(
    "clients/overload.mjs",
    { client, url: `${url}/flood?seconds=${SECONDS}`, seconds: SECONDS },
    { engine, flags: ["--expose-gc"] },
  );
  if (sample.dropped === undefined) return sample;
  const sent = await ask("sent");
  return { ...sample, sent, unaccounted: sent - sample.read - sample.dropped };
}

export const overload = {
  name: "overload",
  title: "A peer that is faster than its reader, 10 s",
  says:
    "One peer floods with numbered messages of 64 B, the reader takes one in a millisecond. Memory is heap and buffers after a collection, " +
    "beyond what was there before; resident is what the system sees of it. `ws` can pause a peer; the drop policies run over the platform's " +
    "socket of Node 24, which cannot. Who holds 1 GiB is stopped. After the flood Skep's reader reads all that is left, and what the server " +
    "says that it sent is compared with what was read and what was counted as dropped.",
  variants: [
    { name: pauses },
    ...drops.map((name) => ({ name, engine: "node24" })),
    { name: "ws: events.on" },
    { name: "ws: an array" },
  ],
  baseline: pauses,
  columns: [
    { key: "readThen", label: "read in time" },
    { key: "peak", label: "held at most, MiB", digits: 1 },
    { key: "final", label: "held at the end, MiB", digits: 1 },
    { key: "resident", label: "resident at most, MiB", digits: 0 },
    { key: "slope", label: "MiB more a second, at the end", digits: 2 },
    { key: "lasted", label: "lasted, s", digits: 1 },
    { key: "gaps", label: "missing in what was read" },
    { key: "sent", label: "sent" },
    { key: "read", label: "read in all" },
    { key: "dropped", label: "dropped by its own count" },
    { key: "unaccounted", label: "sent − read − dropped" },
    { key: "untold", label: "dropped, not told" },
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
      says: "where the transport can pause nothing is lost: all that was sent is read",
      most: 0,
      value: (figures) => worstOf(figures, pauses, ["gaps", "dropped", "unaccounted"]),
    },
    ...drops.map((name) => ({
      id: "B12",
      says: `${name}: what was sent is what was read and what was told as dropped, to the message`,
      most: 0,
      value: (figures) => worstOf(figures, name, ["unaccounted", "untold"]),
    })),
  ],
  chart: { key: "peak", by: "value" },
  rounds: 3,
  prepare: () => startServer("source/numbered.mjs"),
  measure,
};
