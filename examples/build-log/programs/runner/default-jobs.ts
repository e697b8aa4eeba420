// The jobs of a runner that was given no command: a short one, a long list, one that fails, and one that takes a minute.

import { fileURLToPath } from "node:url";
import type { Task } from "./job.ts";

/** The folder of the example, seen from dist/programs. */
const cwd = fileURLToPath(new URL("../..", import.meta.url));

/** By the name of the job. */
export const DEFAULT_JOBS: Readonly<Record<string, Task>> = {
  version: { argv: ["npm", "--version"], cwd },
  files: { argv: ["ls", "-R", "."], cwd },
  failing: { argv: ["ls", "no-such-folder"], cwd },
  long: { argv: ["node", "dist/programs/long-job.js"], cwd },
};
