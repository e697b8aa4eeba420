// The runtimes that a variant can run on: the one that runs this, and those that `tools/runtimes` has installed.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../../../tools/runtimes/node_modules/", import.meta.url));

const ENGINES = {
  node: [process.execPath],
  node24: [`${installed}node24-linux-x64/bin/node`],
  node26: [`${installed}node26-linux-x64/bin/node`],
  deno: [`${installed}.bin/deno`, "run", "--allow-all", "--quiet"],
  bun: [`${installed}.bin/bun`],
};

/** The command line that runs a script on it. */
export function commandOf(engine = "node") {
  const command = ENGINES[engine];
  if (!existsSync(command[0]))
    throw new Error(`${engine} is not installed: npx -y pnpm@12 --dir tools/runtimes install`);
  return command;
}

/** As it says itself. */
export function versionOfEngine(engine) {
  const said = execFileSync(commandOf(engine)[0], ["--version"], { encoding: "utf8" });
  return /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said.trim();
}
