// The figures of a pool: the sums over the peers that have ended and the peers that are registered.

import type { SessionStats, PoolStats } from "../peer.ts";

const TOTALS = [
  "dials",
  "reconnects",
  "received",
  "bytesReceived",
  "sent",
  "bytesSent",
  "dropped",
] as const;

type Totals = { -readonly [figure in (typeof TOTALS)[number]]: PoolStats[figure] };

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
    for (const figure of TOTALS) this.#gone[figure] += stats[figure];
  }

  with(peers: readonly SessionStats[]): Totals & { connected: number } {
    const sum = { ...this.#gone, connected: 0 };
    for (const stats of peers) {
      for (const figure of TOTALS) sum[figure] += stats[figure];
      if (stats.state === "connected") sum.connected++;
    }
    return sum;
  }
}
