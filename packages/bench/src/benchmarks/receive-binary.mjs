// B1 and B2: 64 bytes of binary.

import { receive } from "./receive.mjs";

const ours = "skep: for await";
const batches = "skep: batches()";
const raw = "ws: handler";
const rws = "reconnecting-websocket";
const party = "partysocket";

export const receiveBinary = receive({
  name: "receive-binary",
  title: "One peer, 64 B binary",
  says: "One peer floods with messages of 64 bytes; one process reads them.",
  kind: "binary",
  size: 64,
  variants: [
    { name: raw, client: "ws" },
    { name: ours, client: "skep" },
    { name: batches, client: "skep-batches" },
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
      says: "`for await` takes at most 1.30 times what a raw handler takes, in the best windows",
      most: 1.3,
      value: (figures) => figures.ratio(ours, "best", raw, "best"),
      judges: [ours, raw],
    },
    {
      id: "B1",
      says: "`for await` takes at most 1.40 times the CPU of a raw handler",
      most: 1.4,
      value: (figures) => figures.ratio(ours, "cpu", raw),
      judges: [ours, raw],
    },
    ...[rws, party].map((peer) => ({
      id: "B1",
      says: `\`for await\` is at least 2 times as fast as the callback of ${peer}, in CPU`,
      least: 2,
      value: (figures) => figures.ratio(peer, "cpu", ours),
      judges: [ours, peer],
    })),
    {
      id: "B2",
      says: "`batches()` takes at most 1.10 times what a raw handler takes, in the best windows",
      most: 1.1,
      value: (figures) => figures.ratio(batches, "best", raw, "best"),
      judges: [batches, raw],
    },
    {
      id: "B2",
      says: "`batches()` takes at most 1.20 times the CPU of a raw handler",
      most: 1.2,
      value: (figures) => figures.ratio(batches, "cpu", raw),
      judges: [batches, raw],
    },
  ],
});
