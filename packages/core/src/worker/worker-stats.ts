// The figures of a session: what its state says, what was counted, and the link that lives.

import type { State } from "../session/state.ts";
import type { WorkerStats } from "../worker.ts";
import type { Figures, Link } from "./link.ts";

/** What the shell has counted, over all links. */
export interface ShellFigures extends Figures {
  connects: number;
}

export function workerStats(
  state: State,
  link: Link,
  figures: Readonly<ShellFigures>,
  now: number,
): WorkerStats {
  const { memory } = state;
  const isLive = state.in === "connected";
  const waits = state.in === "waiting" && state.hold === "none" ? state : undefined;
  return {
    state: state.in,
    liveness: isLive ? link.liveness : "none",
    dials: memory.dials,
    attempt: memory.attempt,
    ...figures,
    waitingSends: link.outbox.waiting,
    ...(waits && { retryIn: Math.max(0, Math.ceil(waits.until - now)) }),
    ...(isLive && { connection: link.stats() }),
  };
}
