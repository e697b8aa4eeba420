// An abort signal that knows how many listen to it.

/** Counts the listeners of `signal`; those of an aborted one are gone by themselves. */
export function watchListeners(signal: AbortSignal): () => number {
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  const listening = new Set<unknown>();
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening.add(args[1]);
    count = listening.size;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening.delete(args[1]);
    count = listening.size;
    remove(...args);
  };
  return () => (signal.aborted ? 0 : count);
}
