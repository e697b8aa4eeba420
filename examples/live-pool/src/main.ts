// The entry: what the command line asks for, and the exit code. 0 is well, 1 a fault, 2 a wrong argument.

import { optionsOf } from "./command-line.ts";
import { run } from "./run.ts";

const options = optionsOf(process.argv.slice(2));
if (options !== undefined) await run(options);
