// Calls of the application that are checked first, and then depend on the engine.

import { checkSignal, handled, unlessAborted, type WaitOptions } from "@skep/core/base";

/**
 * What is wrong with the arguments rejects like any mistake of a program. What the engine does not do is told as an event, too: a rejection
 * of that kind which nobody handles ends no process. The signal ends the wait, and not what is under way.
 */
export function afterChecks<T, R>(
  check: () => T,
  run: (checked: T) => Promise<R>,
  { signal }: WaitOptions = {},
): Promise<R> {
  let checked: T;
  try {
    checkSignal("signal", signal);
    checked = check();
  } catch (error) {
    return Promise.reject(error);
  }
  return handled(unlessAborted(signal, () => run(checked)));
}
