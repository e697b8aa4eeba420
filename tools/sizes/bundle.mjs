// One bundle of some entry points, minified, as esbuild makes it and as rollup does.
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build, transform } from "esbuild";
import { rollup } from "rollup";

const shared = { target: "es2022", format: "esm", minify: true, logLevel: "error" };

export async function bundleByEsbuild({ code, folder, platform, outside, conditions }) {
  const { outputFiles } = await build({
    ...shared,
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    write: false,
    platform,
    external: outside,
    conditions,
  });
  return outputFiles[0].contents;
}

/** Minified by esbuild, as rollup leaves that to others. */
export async function bundleByRollup({ code, folder, platform, outside, conditions }) {
  const bundle = await rollup({
    input: "entry",
    external: outside,
    // What zod's comments do to rollup is not ours to mend.
    logLevel: "silent",
    plugins: [
      entry(code, folder),
      nodeResolve({
        browser: platform === "browser",
        exportConditions: [
          ...(platform === "node" ? ["node"] : []),
          // Without one of the two, this plugin takes what NODE_ENV says, and that is `production` where nobody says anything.
          ...(conditions.length > 0 ? conditions : ["development"]),
        ],
      }),
    ],
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  const { code: minified } = await transform(output[0].code, shared);
  return Buffer.from(minified);
}

/** A file that is nowhere, and finds what it imports from a folder. */
function entry(code, folder) {
  const path = `${folder}/entry.js`;
  return {
    name: "entry",
    resolveId: (id) => (id === "entry" ? path : null),
    load: (id) => (id === path ? code : null),
  };
}
