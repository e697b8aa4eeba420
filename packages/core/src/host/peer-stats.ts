// The figures of one registration: what its worker says of itself, and what its queue has counted.

import type { SessionQueue } from "./session-queue.ts";
import type { RegisteredStats } from "../peer.ts";
import type { WorkerStats } from "../worker.ts";

/** A figure that a worker leaves out reads as zero, or is undefined. */
export function peerStats(id: string, own: WorkerStats, queue: SessionQueue): RegisteredStats {
  const connects = own.connects ?? 0;
  return {
    id,
    state: own.state,
    liveness: own.liveness ?? "none",
    dials: own.dials ?? 0,
    connects,
    reconnects: Math.max(0, connects - 1),
    attempt: own.attempt ?? 0,
    lastFailure: own.lastFailure,
    received: queue.received,
    bytesReceived: queue.bytesReceived,
    sent: own.sent ?? 0,
    bytesSent: own.bytesSent ?? 0,
    dropped: queue.dropped,
    heartbeats: own.heartbeats ?? 0,
    queued: queue.size,
    queuedBytes: queue.bytes,
    waitingSends: own.waitingSends ?? 0,
    rtt: own.connection?.rtt,
    retryIn: own.retryIn,
    connection: own.connection,
  };
}
