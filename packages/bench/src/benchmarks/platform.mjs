// B5: the platform's own socket, given explicitly, on each engine that has one.

import { receive } from "./receive.mjs";

const raw = "platform: onmessage";
const ours = "skep over it: for await";
const NAMES = { node24: "Node 24", deno: "Deno", bun: "Bun" };

const platform = (engine) =>
  receive({
    name: `platform-${engine}`,
    title: `The platform's socket on ${NAMES[engine]}, 64 B binary`,
    says:
      "One peer floods with messages of 64 bytes. These sockets give one event a message, and most engines run promises after each, " +
      "so a burst is one message. The last two rows are for comparison: the package `ws`, for which Bun has code of its own, and what " +
      "Skep takes there when nothing is said.",
    kind: "binary",
    size: 64,
    messages: 700_000,
    warmUp: 150_000,
    baseline: raw,
    ratios: [
      { key: "median", by: "paired", label: "× onmessage" },
      { key: "best", by: "best", label: "× onmessage, best" },
      { key: "cpu", by: "median", label: "× onmessage, CPU" },
    ],
    variants: [
      { name: raw, client: "platform", engine },
      { name: ours, client: "skep-platform", engine },
      { name: "ws: handler", client: "ws", engine },
      { name: "skep by default: for await", client: "skep", engine },
    ],
    targets: [
      {
        id: "B5",
        says: `over the socket of ${NAMES[engine]}, \`for await\` takes at most 1.45 times the CPU of \`onmessage\``,
        most: 1.45,
        value: (figures) => figures.ratio(ours, "cpu", raw),
        judges: [ours, raw],
      },
    ],
  });

export const platforms = Object.keys(NAMES).map(platform);
