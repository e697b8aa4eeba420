// What a page without a bundler loads: all that a door of `skep` exports, the full build, in one file without imports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundleByEsbuild } from "../sizes/bundle.mjs";

/** The doors, by the names of their files in `dist`. */
export const CDN_FILES = { "skep.min.js": "skep", "connection.min.js": "skep/connection" };

/** The text of such a file; `folder` is that of the package, built. */
export async function cdnFile(file, folder) {
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entry = CDN_FILES[file];
  const bytes = await bundleByEsbuild({
    code: `export * from ${JSON.stringify(entry)};`,
    folder,
    platform: "browser",
    outside: [],
    conditions: [],
  });
  return `/* ${entry} ${version}, ${license} */\n${Buffer.from(bytes).toString()}`;
}
