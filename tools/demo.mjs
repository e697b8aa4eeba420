// `pnpm demo`: answers to `--help` and wrong arguments at once, and builds the workspace only for a run.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const example = `${root}examples/live-pool/`;

const { optionsOf } = await sourceOf(`${example}src/command-line.ts`);
if (optionsOf(process.argv.slice(2)) !== undefined && buildAll()) await run();

/** A module of the example with all that it imports, from sources, as nothing is built yet. */
async function sourceOf(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@skep/source"],
    write: false,
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
}

/** Its output is not the demo's: with `--json` each line there is an object. */
function buildAll() {
  process.stderr.write("Building the packages first, which takes some 15 seconds.\n");
  const shell = process.platform === "win32";
  const { status } = spawnSync("pnpm", ["build"], { cwd: root, stdio: ["ignore", 2, 2], shell });
  process.exitCode = status ?? 1;
  return status === 0;
}

/** In this process, so that keys and signals of the terminal go to the demo alone. */
async function run() {
  await import(`${example}dist/main.js`);
}
