// Counts the messages that a connection loses, tells of them by `overflow`, and warns once where nobody has ever read.

import type { Clock } from "../base/clock.ts";
import type { Announcer } from "../host/announcer.ts";
import type { Warnings } from "../host/warnings.ts";
import { type DropCause, type LossBook, Losses } from "../inbox/losses.ts";
import type { Peer } from "../peer.ts";
import { UNREAD_CONNECTION } from "../words/warnings.ts";

/** The connection that loses messages, and who is told of it. */
export interface LossParts {
  readonly peer: Peer;
  readonly id: string;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly warnings: Warnings;
  /** Somebody has read, or tried to. */
  isRead(): boolean;
}

export class ConnectionLosses {
  readonly #parts: LossParts;
  readonly #book: LossBook;
  readonly #losses: Losses;
  #isWarned = false;

  constructor(parts: LossParts) {
    this.#parts = parts;
    const { announcer, clock, id, peer } = parts;
    const policy = {
      get overflow() {
        return parts.isRead() ? ("disconnect" as const) : ("drop-oldest" as const);
      },
      warn: () => this.warnUnread(),
    };
    this.#book = {
      total: 0,
      late: 0,
      lateBytes: 0,
      untold: new Set(),
      closed: false,
      clock,
      policy,
      silent: false,
      tell: (_, report) =>
        announcer.tell({ type: "overflow", id, peer, at: clock.wall(), dial: 0, ...report }),
    };
    this.#losses = new Losses(peer, this.#book);
  }

  add(count: number, why: DropCause): void {
    this.#losses.add(count, why);
  }

  /** Links would end, or messages are lost, because nobody has ever read. */
  warnUnread(): void {
    if (this.#isWarned || this.#parts.isRead()) return;
    this.#isWarned = true;
    this.#parts.warnings.say(UNREAD_CONNECTION);
  }

  /** Tells what is untold; what is still lost is told at once. */
  end(): void {
    this.#losses.flush();
    this.#book.closed = true;
  }
}
