// Work that may go on for longer than anybody waits for it.

import { abortable } from "./abortable.ts";

/**
 * What `run` gives, or a rejection with the reason of the signal, whichever comes first. Work that is given up is not ended by this, and what
 * becomes of it is told to nobody. `run` is not called for a signal that has aborted already.
 */
export async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return run();
  let running: Promise<T> | undefined;
  await abortable(signal, (settle) => {
    running = run();
    const settled = (): void => settle();
    running.then(settled, settled);
    return () => {};
  });
  // It has settled, so this waits for nothing, and throws what it threw.
  return running as Promise<T>;
}
