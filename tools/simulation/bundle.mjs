// The simulation as one file that any runtime can run, of the sources as they are or with one of them patched.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";

/** Writes a world to `outfile`; `mutant` is one of its mutants. Throws where its patch does not fit any more. */
export async function bundle(outfile, world, mutant) {
  await build({
    entryPoints: [world.entry],
    bundle: true,
    format: "esm",
    platform: world.platform,
    target: "es2022",
    conditions: ["@skep/source"],
    outfile,
    logLevel: "error",
    plugins: mutant === undefined ? [] : [patching(world, mutant)],
  });
}

function patching(world, mutant) {
  const patched = patch(world, mutant);
  return {
    name: "mutant",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path === resolve(world.sources, mutant.file)
          ? { contents: patched, loader: "ts" }
          : undefined,
      ),
  };
}

/** The file with the bug in it. */
export function patch({ sources }, { name, file, from, to }) {
  const source = readFileSync(resolve(sources, file), "utf8");
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(`"${name}" fits ${parts.length - 1} places of ${file}, not one.`);
  return parts.join(to);
}
