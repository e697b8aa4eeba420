// The simulation as one file that any runtime can run, of the sources as they are or with one of them patched.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";

const core = resolve("packages/core/src");

/** Writes it to `outfile`; `mutant` is one of `mutants.mjs`. Throws where its patch does not fit any more. */
export async function bundle(outfile, mutant) {
  await build({
    entryPoints: ["packages/testing/src/simulation/index.ts"],
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    conditions: ["@skep/source"],
    outfile,
    logLevel: "error",
    plugins: mutant === undefined ? [] : [patching(mutant)],
  });
}

function patching(mutant) {
  const patched = patch(mutant);
  return {
    name: "mutant",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path === resolve(core, mutant.file) ? { contents: patched, loader: "ts" } : undefined,
      ),
  };
}

/** The file with the bug in it. */
export function patch({ name, file, from, to }) {
  const source = readFileSync(resolve(core, file), "utf8");
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(`"${name}" fits ${parts.length - 1} places of ${file}, not one.`);
  return parts.join(to);
}
