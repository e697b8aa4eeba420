// The bounds of a close: registrations that are left when its time is over, or when its signal aborts, are terminated.

import type { Clock } from "../base/clock.ts";
import { onAbortUntil } from "../base/on-abort-until.ts";
import type { CloseOptions } from "../peer.ts";
import type { Registration } from "./registration.ts";

/** Bounds a close until the promise `over` settles. `left` returns the registrations that have not ended. */
export function boundClose(
  { timeout, signal }: CloseOptions,
  clock: Clock,
  over: Promise<void>,
  left: () => readonly Registration[],
): void {
  const terminate = (): void => {
    for (const registration of left()) registration.terminate();
  };
  if (timeout !== undefined) {
    const timer = clock.schedule(timeout, terminate);
    // The timer is cancelled here, as the clock of a pool that is closed already is not disposed of again.
    void over.then(() => timer.cancel());
  }
  onAbortUntil(signal, over, terminate);
}
