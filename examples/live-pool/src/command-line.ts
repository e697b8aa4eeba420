// What is answered to a command line without a run: help, or what is wrong with it. It needs no build of the packages.

import { HELP, type Options, readArguments } from "./arguments.ts";

/** What to run with; undefined where the answer was all, and the exit code is set. */
export function optionsOf(given: readonly string[]): Options | undefined {
  const command = readArguments(given);
  if (command.do === "run") return command.options;
  if (command.do === "help") {
    process.stdout.write(HELP);
  } else {
    process.stderr.write(`live-pool: ${command.why}\nTry --help.\n`);
    process.exitCode = 2;
  }
  return undefined;
}
