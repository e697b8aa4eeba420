// Writes the files for pages without a bundler, after everything else is built.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { CDN_FILES, cdnFile } from "./file.mjs";

const folder = resolve("packages/skep");
for (const file of Object.keys(CDN_FILES))
  writeFileSync(`${folder}/dist/${file}`, await cdnFile(file, folder));
