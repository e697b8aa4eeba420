// Fairness: what those who say little wait while another one floods.

import { runClient, startServer } from "../processes.mjs";

const ours = "skep";

export const fairness = {
  name: "fairness",
  title: "One peer floods, nine say something",
  says:
    "One peer sends as fast as it can, nine send 100 messages a second each, and the reader takes 5 µs for a message, so that the flood is " +
    "too much for it. Milliseconds from when one of the nine sent a message until the reader was done with it: the sending process, the " +
    "socket and the queue together. The part in the queue begins when the message left its socket, which Skep tells to the millisecond; " +
    "the rest is mostly the time until the socket is read at all. Of about 3,600 messages of the nine, those that were not read at the " +
    "end count with what they had waited by then. Where all are paused together much depends on which socket the system reads first: " +
    "if it is that of the flood, the others are never read.",
  variants: [ours, "ws: one queue", "ws: one queue, all paused at 1,024"].map((name) => ({ name })),
  baseline: ours,
  columns: [
    { key: "p50", label: "p50, ms", digits: 1 },
    { key: "p99", label: "p99, ms", digits: 1 },
    { key: "inside", label: "of it in the queue, p99", digits: 1 },
    { key: "heard", label: "messages of the nine" },
  ],
  ratios: [],
  targets: [
    {
      id: "fairness",
      says: "of the nine, 99 of 100 messages wait less than 50 ms",
      most: 50,
      value: (figures) => figures.median(ours, "p99"),
    },
  ],
  rounds: 5,
  prepare: () => startServer("source/numbered.mjs"),
  measure: ({ name: client }, { url }) =>
    runClient("clients/fairness.mjs", { client, url, seconds: 4 }),
};
