// Runs a probe once, as a watcher does.

import type { Probe } from "@skep/watch";

/** What the probe gives; rejects with what it fails with. `timeout` is in milliseconds. */
export async function ask(probe: Probe, timeout: number = 15_000): Promise<unknown> {
  return probe({ signal: AbortSignal.timeout(timeout), now: () => performance.now() });
}
