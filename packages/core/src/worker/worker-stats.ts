// The figures of a session: what its state says, what was counted, and the link that lives.

import { timeLeft } from "../milliseconds.ts";
import type { LinkError } from "../errors.ts";
import type { State } from "../session/state.ts";
import type { WorkerStats } from "../worker.ts";
import type { Link } from "./link.ts";

/** The figures that the shell adds to those of its state and its link. */
export interface OwnFigures {
  readonly connects: number;
  readonly lastFailure: LinkError | undefined;
  readonly now: number;
}

export function workerStats(
  state: State,
  link: Link,
  { connects, lastFailure, now }: OwnFigures,
): WorkerStats {
  const { memory } = state;
  const isLive = state.in === "connected" || state.in === "ending";
  const waits = state.in === "waiting" && state.blockedBy === "none" ? state : undefined;
  const { traffic } = link;
  const { sent, bytesSent, heartbeats } = traffic;
  return {
    state: state.in,
    liveness: isLive ? link.liveness : "none",
    dials: memory.dials,
    connects,
    attempt: memory.attempt,
    lastFailure,
    sent,
    bytesSent,
    heartbeats,
    waitingSends: link.waitingSends,
    retryIn: waits && timeLeft(waits.until, now),
    connection: isLive ? link.stats(traffic, now) : undefined,
  };
}
