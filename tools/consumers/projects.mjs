// The projects of `packages/e2e/consumers`, with what each says of itself in `consumer.json`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../packages/e2e/consumers/", import.meta.url));

/** `{ name, folder, manifest, quick, browser, rows }` of each project, in the order of their names. */
export function projects() {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => projectOf(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function projectOf(name) {
  const folder = join(root, name);
  const { quick = false, browser = false, rows } = readJson(join(folder, "consumer.json"));
  return { name, folder, quick, browser, rows, manifest: readJson(join(folder, "package.json")) };
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
