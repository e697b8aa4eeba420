// Which file a command is, and whether it can be executed: known before anything is started.

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

/** Where a command is looked for. */
export interface CommandPlace {
  /** The working directory of the child. */
  readonly cwd: string;
  /** Its `PATH`. Undefined where it has none: then the standard utilities are found, and nothing in the working directory. */
  readonly path: string | undefined;
}

/** Where a system without a `PATH` has its standard utilities; that of glibc (confstr(3), `_CS_PATH`). */
const STANDARD_PATH = "/bin:/usr/bin";

/**
 * The file of a command, as `execvp` finds it (POSIX.1-2017, exec): itself where it has a slash, else the first in the path that can be executed.
 * Throws an error with the code `ENOENT` or `EACCES`, as a spawn would. Windows has other rules, which are left to it.
 */
export function fileOf(command: string, { cwd, path = STANDARD_PATH }: CommandPlace): string {
  checkFolder(cwd);
  if (process.platform === "win32") return command;
  const files = command.includes("/")
    ? [resolve(cwd, command)]
    : path.split(delimiter).map((folder) => resolve(cwd, folder, command));
  const file = files.find((candidate) => executable(candidate));
  if (file !== undefined) return file;
  const code = files.some((candidate) => isFile(candidate)) ? "EACCES" : "ENOENT";
  const why = code === "EACCES" ? "cannot be executed" : "was not found";
  throw Object.assign(new Error(`the command ${command} ${why}`), { code });
}

/** A file that may be executed. */
export function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return isFile(file);
  } catch {
    return false;
  }
}

function checkFolder(cwd: string): void {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw Object.assign(new Error(`the working directory ${cwd} is no directory`), {
    code: "ENOENT",
  });
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
