// The builds: for a page, for Node as CommonJS, and for Node as ES module in both ways that work.
import { build } from "esbuild";

const node = { entryPoints: ["src/program.js"], bundle: true, platform: "node" };

const page = { entryPoints: ["src/page.js"], bundle: true, format: "esm", minify: true };

await build({ ...page, outfile: "web/page.js", conditions: ["production"] });
await build({
  ...page,
  outfile: "web/full.js",
  define: { "process.env.NODE_ENV": '"production"' },
});
await build({ ...node, format: "cjs", outfile: "node/bundle.cjs" });
await build({ ...node, format: "esm", outfile: "node/external.mjs", external: ["isomorphic-ws"] });
await build({ ...node, format: "esm", outfile: "node/without.mjs" });
await build({
  entryPoints: ["src/program.js"],
  outfile: "node/banner.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});
