// A plugin of Rollup and Vite: in place of a file that has a `*.production.ts` beside it, that one is taken. With it a trimmed
// build is made, and the suites run on its words. What the words are, it does not know.
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

export function productionWords() {
  return {
    name: "production-words",
    enforce: "pre",
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith(".") || !source.endsWith(".ts")) return null;
      const trimmed = resolve(dirname(importer), source.replace(/\.ts$/, ".production.ts"));
      return existsSync(trimmed) ? trimmed : null;
    },
  };
}
