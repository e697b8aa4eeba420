// What one peer lost in the inbox: counted at once, told soon, and then not more often than is useful.

import type { Clock, Timer } from "../base/clock.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Peer } from "../peer.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";

/**
 * Why messages were dropped. `overflow`: the inbox stood at its wall. `refused`: the gate did not pass.
 * `closing`: the worker was on its way out. `ended`: they came after the peer was gone.
 */
export type DropCause = "overflow" | "refused" | "closing" | "ended";

/** Messages that a peer lost since the last report with this cause. */
export interface OverflowReport {
  readonly dropped: number;
  /** All that this peer ever lost. */
  readonly total: number;
  readonly why: DropCause;
  readonly policy: InboxOptions["overflow"];
}

/** What the losses of all peers share. */
export interface LossBook {
  total: number;
  /** Messages that came after their peer's end, and their bytes. */
  late: number;
  lateBytes: number;
  /** Those with something untold. */
  readonly untold: Set<Losses>;
  /** Over: no timers any more, what is still lost is told at once. */
  closed: boolean;
  readonly clock: Clock;
  readonly policy: Pick<OverflowPolicy, "overflow" | "warn">;
  /** Losses were asked for, and are counted only. */
  readonly silent: boolean;
  readonly tell: (peer: Peer, report: OverflowReport) => void;
}

/** From one report to the next, while drops go on. */
const REST = 1_000;

/** A burst of drops is one report, told in the next macrotask. The reports add up to `total`, exactly. */
export class Losses {
  readonly #peer: Peer;
  readonly #book: LossBook;
  // Bound: one number for each cause.
  readonly #counts = new Map<DropCause, number>();
  #timer: Timer | undefined;
  #toldAt = -Infinity;
  total = 0;

  constructor(peer: Peer, book: LossBook) {
    this.#peer = peer;
    this.#book = book;
  }

  add(count: number, why: DropCause): void {
    this.total += count;
    this.#book.total += count;
    if (this.#book.silent) return;
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + count);
    if (this.#book.closed) this.flush();
    else if (this.#timer === undefined) this.#tellLater();
  }

  /** So much of that came after the peer's end. */
  addLate(count: number, bytes: number): void {
    this.#book.late += count;
    this.#book.lateBytes += bytes;
  }

  /** Tells now what is untold. */
  readonly flush = (): void => {
    if (this.#counts.size === 0) return;
    const { clock, policy, tell, untold } = this.#book;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#toldAt = clock.now();
    untold.delete(this);
    const counts = [...this.#counts];
    this.#counts.clear();
    for (const [why, dropped] of counts) {
      tell(this.#peer, { dropped, total: this.total, why, policy: policy.overflow });
      if (why === "overflow") policy.warn();
    }
  };

  #tellLater(): void {
    const { clock, untold } = this.#book;
    untold.add(this);
    this.#timer = clock.schedule(Math.max(0, this.#toldAt + REST - clock.now()), this.flush);
  }
}
