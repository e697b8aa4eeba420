// Programs for child processes: bundled from source, as Node 20 runs no TypeScript.

import { build, type BuildOptions } from "esbuild";

/** Bundles whole programs, ws included, so that they run from any folder. */
export async function bundle(
  what: Pick<BuildOptions, "entryPoints" | "outdir" | "outfile">,
): Promise<void> {
  await build({
    ...what,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@skep/source"],
    // ws is CommonJS and asks for Node's modules by `require`.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
}
