// The bounds of a close: what is left when its time is over, or when its signal aborts, is ended at once.

import type { Clock } from "../base/clock.ts";
import { onAbortUntil } from "../base/on-abort-until.ts";
import type { CloseOptions } from "../peer.ts";
import type { Registration } from "./registration.ts";

/** `over` is the end of what is bounded; `left` tells what there is of it. */
export function hurry(
  { timeout, signal }: CloseOptions,
  clock: Clock,
  over: Promise<void>,
  left: () => readonly Registration[],
): void {
  const terminate = (): void => {
    for (const registration of left()) registration.terminate();
  };
  if (timeout !== undefined) {
    const late = clock.schedule(timeout, terminate);
    // Also of a pool that is closed already, whose clock nobody disposes of again.
    void over.then(() => late.cancel());
  }
  onAbortUntil(signal, over, terminate);
}
