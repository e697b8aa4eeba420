// What a user pays for each entry point, bundled and minified, against the budgets of sizes.json: by esbuild and
// by rollup, of which the larger one counts; in full, and under the condition `production`. README.md has some of it in a table,
// beside what others weigh, which `--write` writes.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { argv } from "node:process";
import { staleSizes, writeSizes } from "../docs/size-table.mjs";
import { publicPackages } from "../public-packages.mjs";
import { measureBundle, measureFile } from "./measure.mjs";

const listed = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8"));
const packages = publicPackages();
const unlisted = packages
  .flatMap(({ entries }) => entries)
  .filter((entry) => !listed.rows.some(({ imports }) => imports.includes(entry)));

const ours = await Promise.all(listed.rows.map(measureBoth));
const files = listed.files.map(measureBuilt);
const others = await Promise.all(listed.others.map(measureOther));
const measured = [...ours.flat(), ...files];
console.table(Object.fromEntries([...measured, ...others].map(columnsOf)));

const over = measured.filter(({ brotli, budget }) => brotli > budget);
for (const { name, brotli, budget } of over)
  console.error(`${name}: ${brotli - budget} bytes are above its budget.`);
for (const entry of unlisted) console.error(`${entry}: has no row in tools/sizes/sizes.json.`);

const shown = [
  ...listed.rows.flatMap(({ imports, says }, at) => {
    const [full, production] = ours[at];
    const figures = [production.brotli, production.gzip, full.brotli];
    return says === undefined ? [] : [{ imports, says, figures }];
  }),
  ...files.map(({ file, says, brotli, gzip }) => shownAlone(file, says, { brotli, gzip })),
  ...others.map(({ name, says, brotli, gzip }) => shownAlone(name, says, { brotli, gzip })),
];
if (argv.includes("--write")) writeSizes(shown);
const stale = staleSizes(shown);
for (const difference of stale)
  console.error(`README.md: ${difference}; \`pnpm sizes --write\` writes the table.`);
if (over.length + unlisted.length + stale.length > 0) process.exitCode = 1;

/** `brotli` and `production` are the budgets, which hold; `aim` is what the design wishes for the trimmed build. */
function measureBoth({ imports, platform, brotli, production, aim = "" }) {
  const code = imports.map((entry, i) => `export * as entry${i} from ${JSON.stringify(entry)};`);
  const measure = async (conditions, limits) => ({
    name: `${imports.join(" + ")} (${[platform, ...conditions].join(", ")})`,
    ...(await measureBundle({
      code: code.join("\n"),
      folder: folderOf(imports),
      platform,
      outside: listed.outside,
      conditions,
    })),
    ...limits,
  });
  return Promise.all([
    measure([], { budget: brotli, aim: "" }),
    measure(["production"], { budget: production, aim }),
  ]);
}

function measureBuilt({ file, says, brotli: budget }) {
  return { name: file, file, says, ...measureFile(`packages/skep/dist/${file}`), budget, aim: "" };
}

async function measureOther({ name, code, says }) {
  const request = { folder: resolve("packages/bench"), platform: "browser", outside: [] };
  const sizes = await measureBundle({ ...request, code, conditions: ["production"] });
  return { name, says, ...sizes, budget: "", aim: "" };
}

/** What has one build. */
function shownAlone(name, says, { brotli, gzip }) {
  return { imports: [name], says, figures: [brotli, gzip, undefined] };
}

function columnsOf({ name, minified, brotli, gzip, budget, aim }) {
  return [name, { minified, brotli, gzip, budget, aim }];
}

/** A package can import itself by name; what is of several packages is found from one that depends on all. */
function folderOf(imports) {
  const owners = packages.filter(({ entries }) => imports.some((each) => entries.includes(each)));
  return resolve(owners.length === 1 ? owners[0].folder : "packages/e2e");
}
