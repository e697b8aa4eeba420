// Starts `packages/e2e/runtimes/run.ts`, which Node 20 cannot run as it is.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const outfile = resolve("packages/e2e/.runtimes/run.js");
await build({
  entryPoints: [resolve("packages/e2e/runtimes/run.ts")],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: [
    "playwright",
    "esbuild",
    "ws",
    "@skep/core",
    "@skep/core/*",
    "@skep/channels",
    "@skep/hub",
  ],
  logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
