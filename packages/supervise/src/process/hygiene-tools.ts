// Finds what this machine has for hygiene, by trying it: that a program is there does not say that it may do its work.

import { execFile } from "node:child_process";
import { isMainThread } from "node:worker_threads";
import { executable } from "./command.ts";
import type { HygieneLevel, HygieneTools } from "./hygiene.ts";

/** Where programs of the system are, for whoever has no such folders in its path. */
const FOLDERS = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];

const SHELL = "/bin/sh";

/** With the namespace of a user the child is who it was, and needs no right to make one of processes. */
const UNSHARE = ["--pid", "--fork", "--kill-child=KILL"];
const UNSHARE_AS_USER = ["--user", "--map-current-user", ...UNSHARE];

/** Milliseconds for one program to do nothing. */
const TRIAL_TIMEOUT = 5_000;

/** What is needed for this level, as far as it is there. It takes some milliseconds. */
export async function findTools(wanted: HygieneLevel): Promise<HygieneTools> {
  const groups = process.platform !== "win32";
  const tools: HygieneTools = { groups };
  if (!groups || wanted === "none" || wanted === "group") return tools;
  const isNamespace = wanted === "namespace";
  const [setpriv, unshare] = await Promise.all([
    findSetpriv(),
    isNamespace ? findUnshare() : undefined,
  ]);
  // What sets the signal was tried with the shell.
  const shell = setpriv === undefined ? await works([SHELL, "-c", ":"]) : SHELL;
  return { groups, shell, setpriv, unshare, setsid: isNamespace ? find("setsid") : undefined };
}

/**
 * The kernel sends the signal when the thread that started the child ends (prctl(2), PR_SET_PDEATHSIG), so that a thread that is terminated
 * would take its children with it.
 */
async function findSetpriv(): Promise<string | undefined> {
  const setpriv = find("setpriv");
  if (process.platform !== "linux" || !isMainThread || setpriv === undefined) return undefined;
  return works([setpriv, "--pdeathsig", "KILL", SHELL, "-c", ":"]);
}

async function findUnshare(): Promise<readonly string[] | undefined> {
  const unshare = find("unshare");
  if (process.platform !== "linux" || unshare === undefined) return undefined;
  for (const args of [UNSHARE, UNSHARE_AS_USER])
    if ((await works([unshare, ...args, SHELL, "-c", ":"])) !== undefined)
      return [unshare, ...args];
  return undefined;
}

function find(program: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${program}`).find((file) => executable(file));
}

/** The program, where it ends well. */
function works([file = "", ...args]: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(file, [...args], { timeout: TRIAL_TIMEOUT, killSignal: "SIGKILL" }, (error) =>
      resolve(error === null ? file : undefined),
    );
  });
}
