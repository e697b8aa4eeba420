// B1 and B2: 64 bytes of binary.

import { receive } from "./receive.mjs";

const ours = "skep: for await";
const batches = "skep: batches()";
const raw = "ws: handler";

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
