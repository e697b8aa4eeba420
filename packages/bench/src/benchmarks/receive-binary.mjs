// B1 and B2: 64 bytes of binary.

import { receive } from "./receive.mjs";

const ours = "skep: for await";
const view = "skep: for await, view";
const batches = "skep: batches(), view";
const raw = "ws: handler";
const rws = "reconnecting-websocket";
const party = "partysocket";

export const receiveBinary = receive({
  name: "receive-binary",
  title: "One peer, 64 B binary",
  says:
    "One peer floods with messages of 64 bytes; one process reads them. By default each message of Skep is copied into memory of " +
    'its own, as the wrappers do, too; with `binary: "view"` it stays in the read buffer, as in a handler on `ws`.',
  kind: "binary",
  size: 64,
  variants: [
    { name: raw, client: "ws" },
    { name: ours, client: "skep" },
    { name: "skep: batches()", client: "skep-batches" },
    { name: view, client: "skep-view" },
    { name: batches, client: "skep-batches-view" },
    { name: "ws: events.on", client: "ws-events-on" },
    { name: "ws: onmessage", client: "ws-onmessage" },
    { name: rws, client: "reconnecting-websocket" },
    { name: party, client: "partysocket" },
    { name: "websocket-ts", client: "websocket-ts" },
    { name: "rxjs", client: "rxjs" },
    { name: "socket.io-client", client: "socket-io", path: "/socket.io", share: 0.2 },
  ],
  targets: [
    {
      id: "B1",
      says: "`for await` of views takes at most 1.30 times what a raw handler takes, in the best windows",
      most: 1.3,
      value: (figures) => figures.ratio(view, "best", raw, "best"),
      judges: [view, raw],
    },
    {
      id: "B1",
      says: "`for await` of views takes at most 1.40 times the CPU of a raw handler",
      most: 1.4,
      value: (figures) => figures.ratio(view, "cpu", raw),
      judges: [view, raw],
    },
    {
      id: "B1",
      says: "`for await`, which copies by default, takes at most 1.50 times the CPU of a raw handler",
      most: 1.5,
      value: (figures) => figures.ratio(ours, "cpu", raw),
      judges: [ours, raw],
    },
    {
      id: "B1",
      says: "`for await`, which copies by default, takes no more CPU than the callback of partysocket",
      most: 1,
      value: (figures) => figures.ratio(ours, "cpu", party),
      judges: [ours, party],
    },
    ...[rws, party].map((peer) => ({
      id: "B1",
      says: `\`for await\` of views is at least 2 times as fast as the callback of ${peer}, in CPU`,
      least: 2,
      value: (figures) => figures.ratio(peer, "cpu", view),
      judges: [view, peer],
    })),
    {
      id: "B2",
      says: "`batches()` of views takes at most 1.10 times what a raw handler takes, in the best windows",
      most: 1.1,
      value: (figures) => figures.ratio(batches, "best", raw, "best"),
      judges: [batches, raw],
    },
    {
      id: "B2",
      says: "`batches()` of views takes at most 1.20 times the CPU of a raw handler",
      most: 1.2,
      value: (figures) => figures.ratio(batches, "cpu", raw),
      judges: [batches, raw],
    },
  ],
});
