// A wait for time to pass.

import { abortable } from "./abortable.ts";
import type { Clock } from "./clock.ts";

/** Resolves after so many milliseconds, and rejects with the reason of the signal. */
export function sleep(
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return abortable(signal, (settle) => {
    const timer = clock.schedule(milliseconds, () => settle());
    return () => timer.cancel();
  });
}
