// The figures of a pool: the sums over the peers that have ended and the peers that are registered.

import type { SessionStats, PoolStats } from "../peer.ts";

type Figure =
  | "dials"
  | "reconnects"
  | "received"
  | "bytesReceived"
  | "sent"
  | "bytesSent"
  | "dropped";

type Totals = { -readonly [F in Figure]: PoolStats[F] };

export class PoolTotals {
  readonly #gone: Totals = {
    dials: 0,
    reconnects: 0,
    received: 0,
    bytesReceived: 0,
    sent: 0,
    bytesSent: 0,
    dropped: 0,
  };

  /** A peer is gone; its figures stay. */
  add(stats: SessionStats): void {
    addTo(this.#gone, stats);
  }

  with(peers: readonly SessionStats[]): Totals & { connected: number } {
    const sum = { ...this.#gone, connected: 0 };
    for (const stats of peers) {
      addTo(sum, stats);
      if (stats.state === "connected") sum.connected++;
    }
    return sum;
  }
}

/** Each is written out: a figure that is looked up by its name costs more than all that is counted here. */
function addTo(sum: Totals, stats: Totals): void {
  sum.dials += stats.dials;
  sum.reconnects += stats.reconnects;
  sum.received += stats.received;
  sum.bytesReceived += stats.bytesReceived;
  sum.sent += stats.sent;
  sum.bytesSent += stats.bytesSent;
  sum.dropped += stats.dropped;
}
