// Waiting that a signal can end, without leaving a listener on it.

import { whenAborted } from "./abort-listeners.ts";

/** Ends a wait: without an error as it should, with one not. */
export type Settle = (error?: unknown) => void;

/**
 * A promise that `settle` settles, or the signal with its reason, which `reasonOf` may replace. `begin` is called at
 * once, and returns how to leave what it entered; it is not called for a signal that has aborted already.
 */
export function abortable(
  signal: AbortSignal | undefined,
  begin: (settle: Settle) => () => unknown,
  reasonOf: (signal: AbortSignal) => unknown = ({ reason }) => reason,
): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(reasonOf(signal));
  return new Promise((resolve, reject) => {
    // Holders, as either may be wanted before the other is there.
    const way = { out: (): unknown => undefined };
    const unheard =
      signal &&
      whenAborted(signal, () => {
        way.out();
        end(reasonOf(signal));
      });
    const end = (error?: unknown): void => {
      unheard?.();
      if (error === undefined) resolve();
      else reject(error);
    };
    way.out = begin(end);
  });
}
