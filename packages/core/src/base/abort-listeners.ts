// All waits on one signal share one listener: Node warns of a leak from the eleventh listener on.

/** The callbacks that wait for one signal, and the listener that calls them. */
class AbortCallbacks extends Set<() => void> {
  // Async, so that what one throws is reported by the platform, and the others are called all the same.
  readonly listener = (): void => this.forEach((act) => void (async () => act())());
}

// Keyed by the signal, and collected with it. Not kept by a pool, as one signal may be given to many pools.
const all = new WeakMap<AbortSignal, AbortCallbacks>();

/** Calls `act` when the signal aborts. Returns the function that unsubscribes. A signal that has aborted already calls nobody. */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  const callbacks = all.get(signal) ?? new AbortCallbacks();
  all.set(signal, callbacks.add(act));
  if (callbacks.size === 1) signal.addEventListener("abort", callbacks.listener);
  return () => {
    if (callbacks.delete(act) && callbacks.size === 0)
      signal.removeEventListener("abort", callbacks.listener);
  };
}
