// The figures of a session: what its state says, what was counted, and the link that lives.

import { timeLeft } from "../session/time-left.ts";
import type { State } from "../session/state.ts";
import type { WorkerStats } from "../worker.ts";
import type { Link } from "./link.ts";

export function workerStats(state: State, link: Link, connects: number, now: number): WorkerStats {
  const { memory } = state;
  const isLive = state.in === "connected" || state.in === "ending";
  const waits = state.in === "waiting" && state.hold === "none" ? state : undefined;
  const { sent, bytesSent, heartbeats } = link.traffic;
  return {
    state: state.in,
    liveness: isLive ? link.liveness : "none",
    dials: memory.dials,
    connects,
    attempt: memory.attempt,
    sent,
    bytesSent,
    heartbeats,
    waitingSends: link.waitingSends,
    ...(waits && { retryIn: timeLeft(waits.until, now) }),
    ...(isLive && { connection: link.stats() }),
  };
}
