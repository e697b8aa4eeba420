// An inbox in a world of its own: manual time, peers that are nothing but names, and all that it told.

import { PoolInbox, type PoolInboxOptions } from "../../../src/inbox/inbox.ts";
import type { OverflowReport } from "../../../src/inbox/losses.ts";
import type { InboxMessage } from "../../../src/inbox/message.ts";
import type { PeerQueue } from "../../../src/inbox/peer-queue.ts";
import type { InboxOptions } from "../../../src/options/options.ts";
import type { Peer } from "../../../src/peer.ts";
import { ManualClock } from "../../../src/testing/manual-clock.ts";

export interface Told extends OverflowReport {
  readonly id: string;
}

export type WorldOptions = Partial<Omit<PoolInboxOptions, "limit">> & {
  readonly limit?: Partial<InboxOptions["limit"]>;
  /** Nobody has ever read. Otherwise somebody tried to, at the beginning. */
  readonly unread?: boolean;
};

export class World {
  readonly clock = new ManualClock();
  readonly told: Told[] = [];
  readonly warnings: string[] = [];
  readonly options: PoolInboxOptions;
  readonly inbox: PoolInbox;

  constructor({ limit, unread = false, ...options }: WorldOptions = {}) {
    this.options = {
      capacity: 1_024,
      overflow: "disconnect",
      maxPause: 20_000,
      discard: false,
      ...options,
      limit: { messages: 32_768, bytes: 16 * 1_024 * 1_024, ...limit },
    };
    this.inbox = new PoolInbox(
      this.options,
      this.clock,
      (peer, report) => this.told.push({ id: peer.id, ...report }),
      (message) => this.warnings.push(message),
    );
    if (!unread) this.inbox.tryRead();
  }

  open(id: string): PeerQueue {
    return this.inbox.open({ id } as Peer);
  }

  /** The reader's macrotask, and what else is due now. */
  macrotask(): void {
    this.clock.advance();
  }

  /** What waits, by `tryRead`. */
  drain(): string[] {
    const read: string[] = [];
    for (let next = this.inbox.tryRead(); next !== undefined; next = this.inbox.tryRead())
      read.push(textOf(next));
    return read;
  }
}

export function textOf({ data }: InboxMessage): string {
  return String(data);
}

/** Writes `a0`, `a1`, …; what was answered. */
export function fill(queue: PeerQueue, name: string, count: number, from = 0): string[] {
  return names(name, count, from).map((text) => queue.write(text, 1));
}

export function names(name: string, count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `${name}${from + at}`);
}
