// B14: what an entry point adds to a web page, beside what others add.

import { brotliCompressSync, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../", import.meta.url));
const whole = "skep";
const config = "skep with skep/config";
const connection = "skep/connection";

/** All of ours, as CI keeps it, and alone what an application needs first; of others what their first example imports. */
const ENTRIES = {
  [whole]: all("skep"),
  [config]: all("skep", "skep/config"),
  [connection]: all("skep/connection"),
  "skep, Pool alone": `export { Pool } from "skep";`,
  "reconnecting-websocket": `export { default } from "reconnecting-websocket";`,
  "partysocket/ws": `export { WebSocket } from "partysocket";`,
  partysocket: `export { PartySocket } from "partysocket";`,
  "websocket-ts": `export { WebsocketBuilder } from "websocket-ts";`,
  "rxjs/webSocket": `export { webSocket } from "rxjs/webSocket";`,
  "graphql-ws": `export { createClient } from "graphql-ws";`,
  "nostr-tools/pool": `export { SimplePool } from "nostr-tools/pool";`,
  "socket.io-client": `export { io } from "socket.io-client";`,
  centrifuge: `export { Centrifuge } from "centrifuge";`,
  "@nats-io/nats-core": `export { wsconnect } from "@nats-io/nats-core";`,
};

function all(...entries) {
  return entries.map((entry, at) => `export * as e${at} from "${entry}";`).join("\n");
}

/** The design's wishes, in brotli, of a page that is built for production. */
const AIMS = { [connection]: 11.5, [whole]: 20, [config]: 26.5 };

async function measure({ name }) {
  // The page needs the benchmark and no bundler.
  const { bundleByEsbuild } = await import("../../../../tools/sizes/bundle.mjs");
  const bytes = await bundleByEsbuild({
    code: ENTRIES[name],
    folder,
    platform: "browser",
    outside: [],
    conditions: ["production"],
  });
  return {
    minified: bytes.length / 1_000,
    gzip: gzipSync(bytes, { level: 9 }).length / 1_000,
    brotli: brotliCompressSync(bytes).length / 1_000,
  };
}

export const sizes = {
  name: "sizes",
  title: "Sizes in a web page",
  says:
    "Bundled and minified by esbuild for browsers, under the condition `production`: of Skep everything that an entry point exports, and `Pool` alone; of others what the " +
    "first example imports. CI keeps the sizes of all our entry points from growing; [ADR 6](decisions/0006-sizes-are-ratchets-for-now.md) says where the bytes are.",
  variants: Object.keys(ENTRIES).map((name) => ({ name })),
  baseline: whole,
  columns: [
    { key: "minified", label: "minified, kB", digits: 1 },
    { key: "gzip", label: "gzip, kB", digits: 1 },
    { key: "brotli", label: "brotli, kB", digits: 1 },
  ],
  ratios: [{ key: "brotli", by: "median", label: "× skep" }],
  targets: Object.entries(AIMS).map(([name, most]) => ({
    id: "B14",
    says: `${name}: at most ${most} kB`,
    most,
    value: (figures) => figures.median(name, "brotli"),
  })),
  rounds: 1,
  chart: { key: "brotli", by: "value" },
  measure,
};
