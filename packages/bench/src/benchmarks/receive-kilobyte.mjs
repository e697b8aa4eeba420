// B4: messages of 1 KiB, where copying begins to show.

import { receive } from "./receive.mjs";

const ours = "skep: for await";
const raw = "ws: handler";

const kilobyte = (kind) =>
  receive({
    name: `receive-kilobyte-${kind}`,
    title: `One peer, 1 KiB ${kind}`,
    says: `One peer floods with messages of 1 KiB of ${kind}.`,
    kind,
    size: 1_024,
    messages: 2_000_000,
    warmUp: 1_000_000,
    variants: [
      { name: raw, client: "ws" },
      { name: ours, client: "skep" },
      { name: "skep: batches()", client: "skep-batches" },
      { name: "reconnecting-websocket", client: "reconnecting-websocket" },
      { name: "partysocket", client: "partysocket" },
    ],
    targets: [
      {
        id: "B4",
        says: `\`for await\` takes at most 1.12 times what a raw handler takes of 1 KiB ${kind}, in the best windows`,
        most: 1.12,
        value: (figures) => figures.ratio(ours, "best", raw, "best"),
        judges: [ours, raw],
      },
    ],
  });

export const receiveKilobyte = ["binary", "text"].map(kilobyte);
