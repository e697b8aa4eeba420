// Rows for tests: a peer that is connected and quiet, but for what a test says.

import type { ConnectionStats, RegisteredStats } from "skep";
import type { Row } from "../../src/figures/tally.ts";

export const LINK: ConnectionStats = {
  dial: 1,
  since: 0,
  protocol: "",
  received: 0,
  bytesReceived: 0,
  sent: 0,
  bytesSent: 0,
  heartbeats: 0,
  rtt: undefined,
  bufferedAmount: 0,
  paused: false,
  pauses: 0,
  silence: 0,
};

export function stats(given: Partial<RegisteredStats> = {}): RegisteredStats {
  return {
    id: "steady",
    state: "connected",
    liveness: "ping",
    dials: 1,
    connects: 1,
    reconnects: 0,
    attempt: 0,
    lastFailure: undefined,
    received: 0,
    bytesReceived: 0,
    sent: 0,
    bytesSent: 0,
    dropped: 0,
    heartbeats: 0,
    queued: 0,
    queuedBytes: 0,
    waitingSends: 0,
    rtt: undefined,
    retryIn: undefined,
    connection: LINK,
    ...given,
  };
}

interface Given extends Partial<Omit<Row, "stats">> {
  readonly stats?: Partial<RegisteredStats>;
}

export function row({ stats: figures, ...given }: Given = {}): Row {
  return {
    id: "steady",
    stats: stats(figures),
    rate: 0,
    history: [],
    silence: 0,
    paused: false,
    rtt: { last: undefined, mean: undefined },
    read: 0,
    told: 0,
    causes: new Map(),
    latest: undefined,
    ...given,
  };
}
