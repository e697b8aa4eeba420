// Waiting that a signal can end, without leaving a listener on it.

import { whenAborted } from "./abort-listeners.ts";

/** Ends a wait: it resolves without an error, and rejects with one. */
export type Settle = (error?: unknown) => void;

/**
 * A promise that `settle` settles. It rejects when the signal aborts, with what `reasonOf` returns. `begin` is called at
 * once and returns a cleanup function. `begin` is not called for a signal that has aborted already.
 */
export function abortable(
  signal: AbortSignal | undefined,
  begin: (settle: Settle) => () => unknown,
  reasonOf: (signal: AbortSignal) => unknown = ({ reason }) => reason,
): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(reasonOf(signal));
  return new Promise((resolve, reject) => {
    // An empty cleanup stands in until `begin` has returned: the signal may abort before.
    let cleanUp = (): unknown => undefined;
    const unsubscribe =
      signal &&
      whenAborted(signal, () => {
        cleanUp();
        end(reasonOf(signal));
      });
    const end = (error?: unknown): void => {
      unsubscribe?.();
      if (error === undefined) resolve();
      else reject(error);
    };
    cleanUp = begin(end);
  });
}
