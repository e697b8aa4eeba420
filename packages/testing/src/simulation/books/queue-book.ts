// What the queue of one connection may hold and what it may lose: a second reading of the design.

import type { InboxLimit, SessionStats } from "@skep/core";
import type { Plan } from "../plan.ts";
import { hold } from "../hold.ts";
import type { Level } from "../session-laws.ts";
import type { Wire } from "../wire.ts";
import type { Deliveries } from "./deliveries.ts";

/** Messages of the high-water mark, where the limit is far above. */
const MARK = 1_024;
/** Larger than any message of a simulated server. */
const LARGE = 10_000;

/** What is known of a connection after a step. */
export interface QueueMoment {
  readonly stats: SessionStats;
  readonly deliveries: Deliveries;
  /** The wire of its live link, if there is one. */
  readonly wire: Wire | undefined;
  readonly hasRead: boolean;
}

export class QueueBook {
  readonly #limit: InboxLimit;
  /** Nothing goes but the oldest: no gate refuses what came last, and no message is too much by itself. */
  readonly #losesOldestOnly: boolean;
  #before: Omit<QueueMoment, "deliveries" | "stats"> & { readonly lost: number } = {
    wire: undefined,
    hasRead: false,
    lost: 0,
  };
  /** Messages above the limit when its link was another one: that link was given up for them, and they are dropped a macrotask later. */
  #owed = 0;
  /** The first message that was read. */
  #first: number | undefined;

  constructor({ inbox: { limit }, gate, session: { readLimit } }: Plan) {
    this.#limit = limit;
    const isLargeLost = limit.bytes < LARGE && readLimit === 0;
    this.#losesOldestOnly = gate === "none" && !isLargeLost;
  }

  level({ queued, queuedBytes }: SessionStats): Level {
    const { messages, bytes } = this.#limit;
    const mark = Math.min(MARK, messages / 2);
    return {
      isAbove: queued > mark || queuedBytes > bytes / 2,
      isLow: queued <= mark / 4 && queuedBytes <= bytes / 8,
    };
  }

  read(number: number): void {
    this.#first ??= number;
  }

  /** `isJudged`: its reader had a macrotask, and it is open. */
  checkBounds({ queued, queuedBytes }: SessionStats, isJudged: boolean): void {
    const { messages, bytes } = this.#limit;
    hold(queuedBytes <= bytes, "bounded queue", () => `${queuedBytes} bytes`);
    if (isJudged) hold(queued <= messages, "bounded queue", () => `${queued} messages`);
  }

  checkLosses(moment: QueueMoment): void {
    const { stats, deliveries, wire, hasRead } = moment;
    const { lost: lostBefore, ...before } = this.#before;
    const lost = stats.dropped - deliveries.late;
    this.#before = { wire, hasRead, lost };
    const goesOn = before.wire === wire;
    const isLossless = wire === undefined || lost - lostBefore <= this.#owed || !before.hasRead;
    const above = Math.max(0, stats.queued - this.#limit.messages);
    this.#owed = goesOn ? Math.min(this.#owed, above) : above;
    hold(!goesOn || isLossless, "one overflow rule", () => `${lost - lostBefore}, and it goes on`);
    const isFirst = hasRead && !before.hasRead && this.#first !== undefined;
    if (isFirst && goesOn && this.#losesOldestOnly) this.#checkFirst(this.#first as number, moment);
  }

  /** While nobody had read, the oldest went: nothing is missing between the first one that was read and the end. */
  #checkFirst(first: number, { stats, deliveries }: QueueMoment): void {
    const missing = deliveries.unreadAfter(first) - stats.queued - deliveries.late;
    hold(missing <= 0, "one overflow rule", () => `${missing} newer than the first are missing`);
  }
}
