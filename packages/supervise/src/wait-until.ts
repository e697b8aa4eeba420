// A wait that a signal can end, and that leaves nothing behind however it ends.

import { abortable, type Settle } from "@skep/core/base";

/** As `abortable`; the cleanup that `begin` returns is called at the end of the wait in any case, once or more often. */
export async function waitUntil(
  signal: AbortSignal | undefined,
  begin: (settle: Settle) => () => unknown,
): Promise<void> {
  let cleanUp: () => unknown = () => {};
  try {
    await abortable(signal, (settle) => (cleanUp = begin(settle)));
  } finally {
    cleanUp();
  }
}
