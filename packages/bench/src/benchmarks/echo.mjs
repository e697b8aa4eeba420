// B10: a round trip, in an idle process and in a busy one.

import { runClient, startServer } from "../processes.mjs";

const raw = "ws";
const ours = "skep: for await";

const echo = ({ name, title, says, rate, targets }) => ({
  name,
  title,
  says,
  variants: [raw, "ws: events.on", "reconnecting-websocket", ours, "skep: batches()"].map(
    (client) => ({ name: client }),
  ),
  baseline: raw,
  columns: [
    { key: "p50", label: "p50, µs" },
    { key: "p99", label: "p99, µs" },
  ],
  ratios: [{ key: "p50", by: "paired", label: "× ws, p50" }],
  targets,
  rounds: 7,
  prepare: () => startServer("source/echo.mjs"),
  measure: ({ name: client }, { url }) =>
    runClient("clients/echo.mjs", { client, url, rate, samples: 400, warmUp: 150 }),
});

export const echoes = [
  echo({
    name: "echo-idle",
    title: "Echo, 64 B, nothing else going on",
    says: "One message every 4 ms to a server that sends it back. Most of it is how a machine wakes a process; look at the difference.",
    rate: 0,
    targets: [
      {
        id: "B10",
        says: "half of all round trips take at most 20 µs more than with raw ws",
        most: 20,
        value: (figures) => figures.median(ours, "p50") - figures.median(raw, "p50"),
      },
    ],
  }),
  echo({
    name: "echo-busy",
    title: "Echo, 64 B, beside 50,000 messages a second",
    says: "The same, while four other peers of the same process get 12,500 messages a second each.",
    rate: 50_000,
    targets: [],
  }),
];
