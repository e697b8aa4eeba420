// B9: what keepalive costs, a message and an idle peer.

import { runClient, startServer } from "../processes.mjs";
import { receive } from "./receive.mjs";

const on = "skep: keepalive on";
const off = "skep: keepalive off";

export const keepaliveMessage = receive({
  name: "keepalive-message",
  title: "Keepalive, a message",
  says: "The flood of 64 B binary, with keepalive as it is by default and turned off; beside it what most write by hand around `ws`.",
  kind: "binary",
  size: 64,
  baseline: off,
  ratios: [
    { key: "median", by: "paired", label: "× off" },
    { key: "cpu", by: "paired", label: "× off, CPU" },
  ],
  variants: [
    { name: off, client: "skep-no-keepalive" },
    { name: on, client: "skep" },
    { name: "ws: handler", client: "ws" },
    { name: "ws: timer.refresh() a message", client: "ws-refresh" },
    { name: "ws: setTimeout a message", client: "ws-set-timeout" },
  ],
  targets: [
    {
      id: "B9",
      says: "keepalive costs at most 5 ns a message, in the best windows",
      most: 5,
      value: (figures) => figures.best(on, "best") - figures.best(off, "best"),
      judges: [on, off],
    },
  ],
});

const PEERS = 9_000;
const same = "ws: the same pings";

export const keepaliveIdle = {
  name: "keepalive-idle",
  title: "Keepalive, 9,000 idle peers",
  says:
    "9,000 peers say nothing for 20 s but pongs; the open files of a process do not allow for many more. Beside Skep the same number of " +
    "pings at the same rhythm from bare sockets: what is above is the price of knowing whom to ask, and who is silent.",
  variants: ["ws: no pings", same, off, on].map((name) => ({ name })),
  baseline: same,
  columns: [{ key: "core", label: "% of a core", digits: 2 }],
  ratios: [],
  targets: [
    {
      id: "B9",
      says: "of 9,000 idle peers, keepalive takes at most 0.3 % of a core beyond the pings themselves",
      most: 0.3,
      value: (figures) => figures.median(on, "core") - figures.median(same, "core"),
    },
  ],
  rounds: 3,
  prepare: () => startServer("source/flood.mjs"),
  measure: ({ name }, { url }) =>
    runClient(
      "clients/idle.mjs",
      { client: name, url: `${url}/plain?kind=text&size=0`, peers: PEERS, seconds: 20 },
      // V8 tidies up an idle heap when it likes to, which takes more than all pings of a second.
      { flags: ["--expose-gc", "--no-memory-reducer"] },
    ),
};
