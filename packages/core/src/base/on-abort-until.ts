// Acting on a signal, without leaving a listener on it.

import { whenAborted } from "./abort-listeners.ts";

/** Calls `act` when the signal aborts, and at once when it has aborted already. It stops listening when `until` settles. */
export function onAbortUntil(
  signal: AbortSignal | undefined,
  until: Promise<unknown>,
  act: () => void,
): void {
  if (signal === undefined) return;
  if (signal.aborted) return act();
  void until.then(whenAborted(signal, act));
}
