// The programs of other runtimes, once `tools/runtimes` is installed.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../runtimes/node_modules/", import.meta.url);
const PROGRAMS = {
  bun: ".bin/bun",
  deno: ".bin/deno",
  node20: "node20-linux-x64/bin/node",
  node22: "node22-linux-x64/bin/node",
  node24: "node24-linux-x64/bin/node",
};

/** The path of a runtime's program, which may be missing. */
export function runtime(name) {
  return fileURLToPath(new URL(PROGRAMS[name], folder));
}

/** The first of these that is not installed. */
export function missingRuntime(names) {
  return names.find((name) => !existsSync(runtime(name)));
}
