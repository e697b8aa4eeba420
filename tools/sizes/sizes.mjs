// What a user pays for each entry point, bundled and minified, against the budgets of sizes.json: by esbuild and
// by rollup, of which the larger one counts; in full, and under the condition `production`. README.md has some of it in a table,
// which `--write` writes.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { argv } from "node:process";
import { staleSizes, writeSizes } from "../docs/size-table.mjs";
import { publicPackages } from "../public-packages.mjs";
import { bundleByEsbuild, bundleByRollup } from "./bundle.mjs";

const { rows, outside } = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8"));
const packages = publicPackages();
const unlisted = packages
  .flatMap(({ entries }) => entries)
  .filter((entry) => !rows.some(({ imports }) => imports.includes(entry)));

const byRow = await Promise.all(rows.map(measureBoth));
const measured = byRow.flat();
console.table(Object.fromEntries(measured.map(({ name, ...columns }) => [name, columns])));

const larger = ({ esbuild, rollup }) => Math.max(esbuild, rollup);
const over = measured.filter((size) => larger(size) > size.budget);
for (const size of over)
  console.error(`${size.name}: ${larger(size) - size.budget} bytes are above its budget.`);
for (const entry of unlisted) console.error(`${entry}: has no row in tools/sizes/sizes.json.`);

// Those that `says` describes stand in the README.
const shown = rows.flatMap(({ imports, says }, at) => {
  const [full, production] = byRow[at].map(larger);
  return says === undefined ? [] : [{ imports, says, full, production }];
});
if (argv.includes("--write")) writeSizes(shown);
const stale = staleSizes(shown);
for (const difference of stale)
  console.error(`README.md: ${difference}; \`pnpm sizes --write\` writes the table.`);
if (over.length + unlisted.length + stale.length > 0) process.exitCode = 1;

/** `brotli` and `production` are the budgets, which hold; `aim` is what the design wishes for the trimmed build. */
function measureBoth({ brotli, production, aim = "", ...row }) {
  const full = measure(row, [], { budget: brotli, aim: "" });
  const trimmed = measure(row, ["production"], { budget: production, aim });
  return Promise.all([full, trimmed]);
}

async function measure({ imports, platform }, conditions, limits) {
  const lines = imports.map((entry, i) => `export * as entry${i} from ${JSON.stringify(entry)};`);
  const folder = folderOf(imports);
  const request = { code: lines.join("\n"), folder, platform, outside, conditions };
  const [esbuild, rollup] = await Promise.all([bundleByEsbuild(request), bundleByRollup(request)]);
  return {
    name: `${imports.join(" + ")} (${[platform, ...conditions].join(", ")})`,
    minified: esbuild.length,
    esbuild: brotliCompressSync(esbuild).length,
    rollup: brotliCompressSync(rollup).length,
    ...limits,
  };
}

/** A package can import itself by name; what is of several packages is found from one that depends on all. */
function folderOf(imports) {
  const owners = packages.filter(({ entries }) => imports.some((each) => entries.includes(each)));
  return resolve(owners.length === 1 ? owners[0].folder : "packages/e2e");
}
