// What a user pays for each entry point, bundled and minified, against the budgets of sizes.json.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publicPackages } from "./public-packages.mjs";

const { rows, outside } = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8"));
const packages = publicPackages();
const unlisted = packages
  .flatMap(({ entries }) => entries)
  .filter((entry) => !rows.some(({ imports }) => imports.includes(entry)));

const measured = await Promise.all(rows.map(measure));
console.table(Object.fromEntries(measured.map(({ name, ...columns }) => [name, columns])));

const over = measured.filter(({ brotli, budget }) => brotli > budget);
for (const { name, brotli, budget } of over)
  console.error(`${name}: ${brotli} bytes are ${brotli - budget} above its budget.`);
for (const entry of unlisted) console.error(`${entry}: has no row in tools/sizes.json.`);
if (over.length + unlisted.length > 0) process.exitCode = 1;

async function measure({ imports, platform, brotli: budget }) {
  const bytes = await bundle(imports, platform);
  return {
    name: imports.join(" + "),
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
    budget,
  };
}

async function bundle(imports, platform) {
  const lines = imports.map((entry, i) => `export * as entry${i} from ${JSON.stringify(entry)};`);
  const result = await build({
    stdin: { contents: lines.join("\n"), resolveDir: folderOf(imports[0]) },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform,
    external: outside,
    logLevel: "warning",
  });
  return result.outputFiles[0].contents;
}

/** A package can import itself by name, so its own folder is where its name resolves. */
function folderOf(entry) {
  return packages.find(({ entries }) => entries.includes(entry)).folder;
}
