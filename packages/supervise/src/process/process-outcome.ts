// What the exit of a process means. A pure function of what the system told.

import { constants } from "node:os";
import type { Outcome } from "../exit-report.ts";
import type { ProcessExit } from "./supervised-process.ts";
import type { SignalName } from "./process-options.ts";

/** What is known beside the exit itself. */
export interface ExitContext {
  /** The signal that asks this process to end. */
  readonly stopSignal: SignalName;
  /** Its exit was passed on by the init of a namespace. */
  readonly isNested: boolean;
}

/**
 * A shell, such as the init of a namespace, has one number for both: a code, or 128 and the number of a signal (POSIX.1-2017, XCU 2.8.2). So it is
 * read there, and a process which exits with such a code counts as ended by the signal. Elsewhere a code is a code; but one that says 128 and
 * the number of the signal which asked the process to end is its way to obey.
 */
export function outcomeOf({ code, signal }: ProcessExit, context: ExitContext): Outcome {
  const { isNested, stopSignal } = context;
  const name = signal ?? (isNested ? signalOf(code ?? 0) : undefined);
  const asked = numberOf(stopSignal) ?? Number.NaN;
  const interrupted = code === 128 + asked || numberOf(name) === asked;
  if (name !== undefined) return { signal: name, interrupted };
  return { code: code ?? 1, interrupted };
}

function signalOf(code: number): string | undefined {
  const names = Object.entries(constants.signals);
  return names.find(([, number]) => number === code - 128)?.[0];
}

/** Some numbers have two names. */
function numberOf(signal: string | undefined): number | undefined {
  return (constants.signals as Readonly<Record<string, number>>)[signal ?? ""];
}
