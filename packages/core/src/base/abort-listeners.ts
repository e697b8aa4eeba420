// One listener a signal, however many wait for its abort: Node warns of a leak from the eleventh listener on.

/** All who wait for one signal, and its listener while there is anybody. */
class Waiting extends Set<() => void> {
  // Async, so that what one throws is reported by the platform, and the others are called all the same.
  readonly listener = (): void => this.forEach((act) => void (async () => act())());
}

// Keyed by the signal, and collected with it. Not kept by a pool, as one signal may be given to many pools.
const all = new WeakMap<AbortSignal, Waiting>();

/** Calls `act` when the signal aborts; returns how to leave. A signal that has aborted already calls nobody. */
export function whenAborted(signal: AbortSignal, act: () => void): () => void {
  const waiting = all.get(signal) ?? new Waiting();
  all.set(signal, waiting.add(act));
  if (waiting.size === 1) signal.addEventListener("abort", waiting.listener);
  return () => {
    if (waiting.delete(act) && waiting.size === 0)
      signal.removeEventListener("abort", waiting.listener);
  };
}
