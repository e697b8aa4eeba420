// Acting on a signal, without leaving a listener on it.

/** Calls `act` when the signal aborts, at once when it has; no longer once `until` is settled. */
export function onAbort(
  signal: AbortSignal | undefined,
  until: Promise<unknown>,
  act: () => void,
): void {
  if (signal === undefined) return;
  if (signal.aborted) return act();
  signal.addEventListener("abort", act);
  void until.then(() => signal.removeEventListener("abort", act));
}
