// The packages that are published, and the entry points that users can import.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `{ name, folder, manifest, entries }` of every public package, `entries` as users write them. */
export function publicPackages() {
  return readdirSync("packages")
    .map((name) => join("packages", name))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => describe(folder, readManifest(folder)))
    .filter(({ manifest }) => manifest.private !== true);
}

function describe(folder, manifest) {
  const paths = Object.keys(manifest.publishConfig?.exports ?? {});
  // The manifest itself is exported for tools, and is no code.
  const entries = paths
    .filter((path) => path !== "./package.json")
    .map((path) => path.replace(/^\./, manifest.name));
  return { name: manifest.name, folder, manifest, entries };
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
