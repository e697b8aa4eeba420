// The figures of one registration: what its worker says of itself, and what its queue has counted.

import type { OwnStats, SessionQueue } from "./host.ts";
import type { RegisteredStats } from "../peer.ts";

export function peerStats(id: string, own: OwnStats, queue: SessionQueue): RegisteredStats {
  return {
    id,
    state: own.state,
    liveness: own.liveness,
    dials: own.dials,
    connects: own.connects,
    reconnects: Math.max(0, own.connects - 1),
    attempt: own.attempt,
    lastFailure: own.lastFailure,
    received: queue.received,
    bytesReceived: queue.bytesReceived,
    sent: own.sent,
    bytesSent: own.bytesSent,
    dropped: queue.dropped,
    heartbeats: own.heartbeats,
    queued: queue.size,
    queuedBytes: queue.bytes,
    waitingSends: own.waitingSends,
    rtt: own.connection?.rtt,
    retryIn: own.retryIn,
    connection: own.connection,
  };
}
