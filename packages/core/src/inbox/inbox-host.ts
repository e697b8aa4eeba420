// What the queues of one inbox need of whoever hosts the sessions that write to it. Types only.

import type { BurstClock } from "../base/burst-clock.ts";
import type { Peer } from "../peer.ts";
import type { LossTotals, LossReport } from "./loss-report.ts";

export interface InboxHost {
  /** The time of the burst that is being handled. */
  readonly burst: BurstClock;
  /** Messages may be parts of buffers that they share. */
  readonly views: boolean;
  /** The sum of the losses of all queues of this host. */
  readonly totals: LossTotals;
  /** A peer lost messages. Told from a timer, or at the end of a queue or of the inbox. */
  overflow(peer: Peer, report: LossReport): void;
  /** Links would end, or messages are lost, because nobody has ever read. Told once. */
  unread(): void;
}
