// Reads the command line, and answers `--help` and errors itself. It needs no build of the packages.

import { HELP, type Options, readArguments } from "./arguments.ts";

/** Returns the options of a run; undefined where help or an error was printed, and then the exit code is set. */
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
