// The entry: what the command line asks for, and the exit code. 0 is well, 1 a fault, 2 a wrong argument.

import { HELP, readArguments } from "./arguments.ts";
import { run } from "./run.ts";

const command = readArguments(process.argv.slice(2));

if (command.do === "help") {
  process.stdout.write(HELP);
} else if (command.do === "refuse") {
  process.stderr.write(`live-pool: ${command.why}\nTry --help.\n`);
  process.exitCode = 2;
} else {
  await run(command.options);
}
