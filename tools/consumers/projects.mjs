// The projects of `packages/e2e/consumers`, with what each says of itself in `consumer.json`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../packages/e2e/consumers/", import.meta.url));

/** `{ name, folder, manifest, quick, browser, runtimes, rows }` of each project, in the order of their names. */
export function projects() {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .map(projectOf);
}

function projectOf(name) {
  const folder = join(root, name);
  const manifest = readJson(join(folder, "package.json"));
  const defaults = { quick: false, browser: false, runtimes: [] };
  return { ...defaults, ...readJson(join(folder, "consumer.json")), name, folder, manifest };
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
