// The files of `skep` for a page without a bundler: one for each door, the full build, without imports. After `build`'s other steps.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { bundleByEsbuild } from "./sizes/bundle.mjs";

const folder = resolve("packages/skep");
const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));

for (const [file, entry] of [
  ["skep.min.js", "skep"],
  ["connection.min.js", "skep/connection"],
]) {
  const request = { platform: "browser", outside: [], conditions: [] };
  const code = `export * from ${JSON.stringify(entry)};`;
  const bytes = await bundleByEsbuild({ ...request, code, folder });
  writeFileSync(
    `${folder}/dist/${file}`,
    Buffer.concat([Buffer.from(`/* ${entry} ${version}, ${license} */\n`), bytes]),
  );
}
