// The figures of a session: what its state says, and its links, those that are over and the one that lives.

import type { State } from "../session/state.ts";
import type { WorkerStats } from "../worker.ts";
import type { Link } from "./link.ts";

/** What the shell has counted, and what time it is. */
export interface ShellFigures {
  /** Of links that are over. */
  readonly sent: number;
  readonly bytesSent: number;
  readonly heartbeats: number;
  readonly connects: number;
  readonly now: number;
}

export function workerStats(state: State, link: Link | undefined, past: ShellFigures): WorkerStats {
  const { memory } = state;
  const live = state.in === "connected" ? link : undefined;
  const waits = state.in === "waiting" && state.hold === "none" ? state : undefined;
  return {
    state: state.in,
    liveness: live?.liveness ?? "none",
    dials: memory.dials,
    connects: past.connects,
    attempt: memory.attempt,
    sent: past.sent + (link?.outbox?.sent ?? 0),
    bytesSent: past.bytesSent + (link?.outbox?.bytesSent ?? 0),
    heartbeats: past.heartbeats + (link?.heartbeats ?? 0),
    waitingSends: link?.outbox?.waiting ?? 0,
    ...(waits && { retryIn: Math.max(0, Math.ceil(waits.until - past.now)) }),
    ...(live && { connection: live.stats() }),
  };
}
