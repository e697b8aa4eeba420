// What a worker is told of its own past: one id over all its restarts, and how the instance before it has ended.

import type { ExitReport } from "./exit-report.ts";

/** What a supervisor hands over to each instance of a child. */
export interface Handover {
  /** The same for all instances of one child, from `add` to `remove`: a key for state that outlives an instance. A random UUID. */
  readonly resumeId: string;
  /** How the instance before this one has ended. Undefined for the first one. */
  readonly previousExit?: ExitReport | undefined;
}

/** The names of the environment variables in which a process finds its handover. */
export const RESUME_ID = "LIFECYCLE_RESUME_ID";
export const PREVIOUS_EXIT = "LIFECYCLE_PREV_EXIT";

/** The handover as environment variables. The variable of the previous exit is missing where there was none. */
export function handoverVariables({ resumeId, previousExit }: Handover): Record<string, string> {
  return {
    [RESUME_ID]: resumeId,
    ...(previousExit && { [PREVIOUS_EXIT]: previousExitText(previousExit) }),
  };
}

/**
 * The end of an instance as one word: its exit code, such as `0` or `137`, or the name of the signal that ended it, such as `SIGKILL`. Work
 * that has neither, such as a function, has `0` where it finished or was stopped, and else its status: `failed`, `killed` or `abandoned`.
 */
export function previousExitText({ code, signal, status }: ExitReport): string {
  if (signal !== undefined) return signal;
  if (code !== undefined) return String(code);
  return status === "finished" || status === "stopped" ? "0" : status;
}
