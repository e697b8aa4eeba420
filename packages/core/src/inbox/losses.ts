// What one peer lost in the inbox: counted at once, told soon, and then not more often than is useful.

import type { Clock, Timer } from "../base/clock.ts";
import type { Peer } from "../peer.ts";
import type { InboxHost } from "./inbox-host.ts";
import type { DropCause } from "./loss-report.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";

/** The shortest time between two reports, in milliseconds. */
const REPORT_INTERVAL = 1_000;

/** A burst of drops is one report, told in the next macrotask. The reports add up to `total`, exactly. */
export class Losses {
  readonly #peer: Peer;
  readonly #host: InboxHost;
  readonly #book: LossBook;
  // Bound: one number for each cause.
  readonly #counts = new Map<DropCause, number>();
  #timer: Timer | undefined;
  #toldAt = -Infinity;
  total = 0;

  constructor(peer: Peer, host: InboxHost, book: LossBook) {
    this.#peer = peer;
    this.#host = host;
    this.#book = book;
  }

  add(count: number, why: DropCause): void {
    this.total += count;
    this.#book.dropped += count;
    this.#host.totals.dropped += count;
    if (this.#book.isSilent) return;
    this.#counts.set(why, (this.#counts.get(why) ?? 0) + count);
    if (this.#book.isClosed) this.flush();
    else if (this.#timer === undefined) this.#tellLater();
  }

  /** Tells now what is untold. */
  readonly flush = (): void => {
    if (this.#counts.size === 0) return;
    const { clock, policy, untold } = this.#book;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#toldAt = clock.now();
    untold.delete(this);
    const counts = [...this.#counts];
    this.#counts.clear();
    for (const [why, dropped] of counts) {
      const report = { dropped, total: this.total, why, policy: policy.overflow };
      this.#host.overflow(this.#peer, report);
      if (why === "overflow") policy.warn(this.#host);
    }
  };

  #tellLater(): void {
    const { clock, untold } = this.#book;
    untold.add(this);
    this.#timer = clock.schedule(
      Math.max(0, this.#toldAt + REPORT_INTERVAL - clock.now()),
      this.flush,
    );
  }
}

/** The parts of a peer's queue that its losses need. */
interface LosingQueue {
  readonly peer: Peer;
  readonly host: InboxHost;
  readonly isEnded: boolean;
  losses: Losses | undefined;
}

/** What the losses of all peers of one inbox share. */
export class LossBook {
  dropped = 0;
  /** The losses of peers that have something untold. */
  readonly untold: Set<Losses> = new Set();
  /** The inbox has ended: losses are told at once, without a timer. */
  isClosed = false;
  readonly clock: Clock;
  readonly policy: OverflowPolicy;
  /** The option `discard` is set: losses are counted and not told. */
  readonly isSilent: boolean;

  constructor(clock: Clock, policy: OverflowPolicy, isSilent: boolean) {
    this.clock = clock;
    this.policy = policy;
    this.isSilent = isSilent;
  }

  /** Messages that waited in that queue are lost. */
  add(queue: LosingQueue, count: number, why: DropCause): void {
    (queue.losses ??= new Losses(queue.peer, queue.host, this)).add(count, why);
  }

  /** Messages that came for that queue are lost at once. */
  turnAway(queue: LosingQueue, count: number, bytes: number, why: DropCause): void {
    this.add(queue, count, why);
    // The pool's totals have the figures of an ended peer already.
    if (!queue.isEnded) return;
    queue.host.totals.late += count;
    queue.host.totals.lateBytes += bytes;
  }

  /** Tells what is untold. */
  end(): void {
    for (const untold of this.untold) untold.flush();
    this.isClosed = true;
  }
}
