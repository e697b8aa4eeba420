// Acting on a signal, without leaving a listener on it.

import { whenAborted } from "./abort-listeners.ts";

/** Calls `act` when the signal aborts, at once when it has; no longer once `until` is settled. */
export function onAbort(
  signal: AbortSignal | undefined,
  until: Promise<unknown>,
  act: () => void,
): void {
  if (signal === undefined) return;
  if (signal.aborted) return act();
  void until.then(whenAborted(signal, act));
}
