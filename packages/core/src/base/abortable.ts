// Waiting that a signal can end, without leaving a listener on it.

/** Ends a wait: without an error as it should, with one not. */
export type Settle = (error?: unknown) => void;

/**
 * A promise that `settle` settles, or the signal with its reason. `begin` is called at once, and returns how
 * to leave what it entered; it is not called for a signal that has aborted already.
 */
export function abortable(
  signal: AbortSignal | undefined,
  begin: (settle: Settle) => () => unknown,
): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    // Holders, as either may be wanted before the other is there.
    const way = { out: (): unknown => undefined };
    const end = (error?: unknown): void => {
      signal?.removeEventListener("abort", abort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const abort = (): void => {
      way.out();
      end(signal?.reason);
    };
    signal?.addEventListener("abort", abort);
    way.out = begin(end);
  });
}
