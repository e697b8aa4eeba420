// B15: the inbox alone, without sockets.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { runClient } from "../processes.mjs";

const BURSTS = [1_000, 32, 1];
const EMITTER = "events.on";
const GENERATOR = "async generator";
const OURS = [
  "for await",
  "for await, 16 peers",
  "for await, two readers",
  "batches()",
  "batches({ max: 100 })",
  "tryRead()",
];
const designs = [
  ...["callback", EMITTER, GENERATOR].map((design) => ({ label: design, design })),
  ...OURS.map((design) => ({ label: `skep, ${design}`, design })),
];
const named = (label, burst) => `${burst}: ${label}`;
const ours = named("skep, for await", 1_000);
const best = (figures, other) => figures.ratio(ours, "best", named(other, 1_000), "best");

/** The inbox is no entry point of its own, so the sources are bundled as they are. */
async function bundled() {
  const folder = mkdtempSync(join(tmpdir(), "skep-bench-"));
  const outfile = join(folder, "inbox.mjs");
  await build({
    stdin: {
      contents: `export { BaseInbox } from "./inbox/inbox.ts";
        export { BurstClock } from "./base/burst-clock.ts";
        export { systemClock } from "./base/clock.ts";`,
      resolveDir: fileURLToPath(new URL("../../../core/src/", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    target: "es2022",
    outfile,
  });
  return {
    bundle: pathToFileURL(outfile).href,
    stop: () => rmSync(folder, { recursive: true }),
  };
}

export const inbox = {
  name: "inbox",
  title: "The inbox alone",
  says:
    "Messages are written in bursts, one burst a turn of the loop as one read of a socket is, and read; no socket is there. `callback` makes " +
    "the same message object and calls a function. `events.on` and the async generator have no bounds, no counts and no turns. In bursts " +
    "of 1 the turn itself is most of the figure.",
  variants: BURSTS.flatMap((burst) =>
    designs.map(({ label, design }) => ({
      name: named(label, burst),
      design,
      burst,
      baseline: named(EMITTER, burst),
    })),
  ),
  baseline: named(EMITTER, 1_000),
  columns: [
    { key: "median", label: "ns a message" },
    { key: "best", label: "best window" },
    { key: "cpu", label: "CPU ns" },
  ],
  ratios: [
    { key: "median", by: "paired", label: "× events.on" },
    { key: "cpu", by: "median", label: "× events.on, CPU" },
  ],
  targets: [
    {
      id: "B15",
      says: "in bursts of 1,000, `for await` takes no longer than `events.on`, in the best windows",
      most: 1,
      value: (figures) => best(figures, EMITTER),
    },
    {
      id: "B15",
      says: "in bursts of 1,000, `for await` takes at most 0.8 times what an async generator takes, in the best windows",
      most: 0.8,
      value: (figures) => best(figures, GENERATOR),
    },
    {
      id: "B15",
      says: "in bursts of 1,000, `batches()` takes at most 50 ns a message",
      most: 50,
      value: (figures) => figures.median(named("skep, batches()", 1_000), "median"),
    },
  ],
  chart: { key: "median", groups: (burst) => `in bursts of ${burst}` },
  prepare: bundled,
  measure: ({ design, burst, flags }, { bundle }) =>
    runClient("clients/inbox.mjs", { design, burst, bundle }, { flags }),
};
