// B4: messages of 1 KiB, where copying begins to show.

import { receive } from "./receive.mjs";

const ours = "skep: for await";
const view = "skep: for await, view";
const raw = "ws: handler";
const party = "partysocket";

/** Text is a copy wherever it is read; of binary there is a choice. */
const views = [
  { name: view, client: "skep-view" },
  { name: "skep: batches(), view", client: "skep-batches-view" },
];

const noSlower = {
  id: "B4",
  says: "`for await`, which copies by default, takes no more CPU for 1 KiB binary than the callback of partysocket",
  most: 1,
  value: (figures) => figures.ratio(ours, "cpu", party),
  judges: [ours, party],
};

const kilobyte = (kind, measured) =>
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
      ...(measured === view ? views : []),
      { name: "reconnecting-websocket", client: "reconnecting-websocket" },
      { name: party, client: "partysocket" },
    ],
    targets: [
      {
        id: "B4",
        says: `\`for await\`${measured === view ? " of views" : ""} takes at most 1.12 times what a raw handler takes of 1 KiB ${kind}, in the best windows`,
        most: 1.12,
        value: (figures) => figures.ratio(measured, "best", raw, "best"),
        judges: [measured, raw],
      },
      ...(measured === view ? [noSlower] : []),
    ],
  });

export const receiveKilobyte = [kilobyte("binary", view), kilobyte("text", ours)];
