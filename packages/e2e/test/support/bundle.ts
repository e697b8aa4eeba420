// Programs for child processes: bundled from source, as Node 20 runs no TypeScript.

import { build, type BuildOptions } from "esbuild";

const OPTIONS = {
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
} as const satisfies BuildOptions;

/** Bundles whole programs, ws included, so that they run from any folder. */
export async function bundle(what: Pick<BuildOptions, "entryPoints" | "outdir">): Promise<void> {
  await build({ ...OPTIONS, ...what });
}

/** The same of one program, as text. */
export async function bundleText(entry: string): Promise<string> {
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [entry], write: false });
  return outputFiles[0]?.text ?? "";
}
