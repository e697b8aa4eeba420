// How a command is started at each level of hygiene: the command line that has it run in the end, under the process id of the first program.

import type { HygieneLevel, HygieneTools } from "./hygiene.ts";

/** What is spawned. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  /** It waits for a line on descriptor 3 before the command begins, and ends without it where that is closed. */
  readonly isGated: boolean;
  /** The command is another process than the one that is spawned, and tells which one on descriptor 3, as /proc does. */
  readonly isNested: boolean;
}

/** 125 is what `env` and `nohup` exit with where they could not do their own part. */
const GATE = `read -r go <&3 || exit 125; exec 3<&-; exec "$@"`;

/** The gate in front of a namespace leaves the descriptor open for the command in it. */
const OUTER_GATE = `read -r go <&3 || exit 125; exec "$@"`;

/**
 * The init of a namespace: it has to outlive the signals that end the command, and the kernel keeps from it those that it has no handler for
 * (pid_namespaces(7)). The command is not its last one, or a shell would take its place.
 */
const INIT = `"$0" "$@"; exit $?`;

/** /proc is still that of the outer namespace: what it says of itself is by which id it is known outside, and when it started. */
const TELL = `read -r stat </proc/self/stat; echo "$stat" >&3; exec 3>&-; exec "$@"`;

export function launchOf(
  level: HygieneLevel,
  tools: HygieneTools,
  file: string,
  args: readonly string[],
): Launch {
  const { setpriv = "", setsid = "", shell = "", unshare = [] } = tools;
  const command = [file, ...args];
  const dying = [setpriv, "--pdeathsig", "KILL"];
  const script = (text: string): string[] => [shell, "-c", text, "sh"];
  if (level === "guardian") return gated([...script(GATE), ...command]);
  if (level === "parent-death") return gated([...dying, ...script(GATE), ...command]);
  if (level !== "namespace") return { file, args, isGated: false, isNested: false };
  const init = [shell, "-c", INIT, setsid];
  const inside = [...init, ...script(TELL), ...command];
  return {
    ...gated([...dying, ...script(OUTER_GATE), ...unshare, ...inside]),
    isNested: true,
  };
}

function gated([file = "", ...args]: readonly string[]): Launch {
  return { file, args, isGated: true, isNested: false };
}
