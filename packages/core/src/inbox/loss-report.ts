// The report of lost messages, and their totals. Types only.

import type { InboxOptions } from "../options/options.ts";

/**
 * Why messages were dropped. `overflow`: the inbox stood at its limit. `refused`: the gate did not pass.
 * `closing`: the worker was on its way out. `ended`: they came after the peer was gone.
 */
export type DropCause = "overflow" | "refused" | "closing" | "ended";

/** Messages that a peer lost since the last report with this cause. */
export interface LossReport {
  readonly dropped: number;
  /** All that this peer ever lost. */
  readonly total: number;
  readonly why: DropCause;
  readonly policy: InboxOptions["overflow"];
}

/** The losses of all peers of one host, over all inboxes. */
export interface LossTotals {
  dropped: number;
  /** Messages that came after their peer's end, and their bytes. */
  late: number;
  lateBytes: number;
}
