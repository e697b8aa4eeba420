// An inbox in a world of its own: manual time, peers that are nothing but names, and all that it told.

import { BurstClock } from "../../../src/base/burst-clock.ts";
import { BaseInbox } from "../../../src/inbox/inbox.ts";
import type { InboxHost } from "../../../src/inbox/inbox-host.ts";
import type { LossReport } from "../../../src/inbox/loss-report.ts";
import type { InboxMessage } from "../../../src/inbox/message.ts";
import type { PeerQueue } from "../../../src/inbox/peer-queue.ts";
import type { PeerWriter } from "../../../src/inbox/peer-writer.ts";
import type { InboxOptions } from "../../../src/options/options.ts";
import type { Peer } from "../../../src/peer.ts";
import type { HeldMessages, InboxListener } from "../../../src/inbox-writer.ts";
import { ManualClock } from "../../../src/testing/manual-clock.ts";

export interface Told extends LossReport {
  readonly id: string;
}

export type WorldOptions = Partial<Omit<InboxOptions, "limit">> & {
  readonly binary?: "own" | "view";
  readonly limit?: Partial<InboxOptions["limit"]>;
  /** Nobody has ever read. Otherwise somebody tried to, at the beginning. */
  readonly unread?: boolean;
};

export class World {
  readonly clock = new ManualClock();
  readonly told: Told[] = [];
  readonly warnings: string[] = [];
  readonly options: InboxOptions;
  readonly inbox: BaseInbox;
  readonly host: InboxHost;

  constructor({ limit, unread = false, binary = "own", ...options }: WorldOptions = {}) {
    this.options = {
      capacity: 1_024,
      overflow: "disconnect",
      maxPause: 20_000,
      discard: false,
      ...options,
      limit: { messages: 32_768, bytes: 16 * 1_024 * 1_024, ...limit },
    };
    this.inbox = new BaseInbox(this.options, this.clock);
    this.host = {
      burst: new BurstClock(this.clock),
      views: binary === "view",
      totals: { dropped: 0, late: 0, lateBytes: 0 },
      overflow: (peer, report) => this.told.push({ id: peer.id, ...report }),
      unread: () => this.warnings.push("unread"),
    };
    if (!unread) this.inbox.tryRead();
  }

  open(id: string): WorldPeer {
    return new WorldPeer(this.inbox.open({ id } as Peer, this.host));
  }

  /** Messages that the inbox took so far. */
  get taken(): number {
    return this.open("nobody").writer.counter.value;
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

/** A queue as a test drives it: with listeners one by one, and one dial at a time that is held. */
export class WorldPeer {
  readonly writer: PeerWriter<InboxMessage>;
  readonly queue: PeerQueue<InboxMessage>;
  #held: HeldMessages | undefined;
  #listener: InboxListener = { resume: () => {} };

  constructor(writer: PeerWriter<InboxMessage>) {
    this.writer = writer;
    this.queue = writer.queue;
  }

  write(data: string | Uint8Array, dial: number = 1): "ok" | "pause" | "full" {
    return this.writer.write(data, dial);
  }

  drop(count: number, bytes?: number): void {
    this.writer.drop(count, bytes);
  }

  onResume(resume: () => void): void {
    this.#listen({ ...this.#listener, resume });
  }

  onFull(full: () => void): void {
    this.#listen({ ...this.#listener, full });
  }

  #listen(listener: InboxListener): void {
    this.#listener = listener;
    this.writer.listen(listener);
  }

  paused(): void {
    this.writer.paused();
  }

  cancelPauseTimer(): void {
    this.writer.cancelPauseTimer();
  }

  hold(dial: number = 1): void {
    this.#held ??= this.writer.hold(dial);
  }

  release(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.release();
  }

  discard(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.discard();
  }

  takeHeld(): string | Uint8Array | undefined {
    return this.#held?.take();
  }

  flush(): void {
    this.queue.losses?.flush();
  }

  end(): void {
    this.writer.end();
  }

  get isStopped(): boolean {
    return this.queue.backpressure?.isOn === true;
  }

  get size(): number {
    return this.writer.size;
  }

  get bytes(): number {
    return this.writer.bytes;
  }

  get received(): number {
    return this.writer.received;
  }

  get bytesReceived(): number {
    return this.writer.bytesReceived;
  }

  get dropped(): number {
    return this.writer.dropped;
  }
}

export function textOf({ data }: InboxMessage): string {
  return String(data);
}

/** Writes `a0`, `a1`, …; what was answered. */
export function fill(queue: WorldPeer, name: string, count: number, from = 0): string[] {
  return names(name, count, from).map((text) => queue.write(text, 1));
}

export function names(name: string, count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `${name}${from + at}`);
}
