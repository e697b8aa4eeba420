// The queue of one connection: the worker writes messages, readers take them. It does not know the session.

import type { BurstClock } from "../base/burst-clock.ts";
import type { Clock, Timer } from "../base/clock.ts";
import { Fifo } from "../base/fifo.ts";
import { ownBytes } from "../base/own-bytes.ts";
import { sizeOf } from "../base/size-of.ts";
import { soon } from "../base/soon.ts";
import type { SessionQueue } from "../host/host.ts";
import type { DropCause } from "../inbox/losses.ts";
import { OpenReads } from "../inbox/open-reads.ts";
import type { Source } from "../inbox/reader.ts";
import type { InboxLimit } from "../options/options.ts";
import { Backpressure } from "./backpressure.ts";

type Message = string | Uint8Array;

/** The bounds of a queue, its clocks, and who is told of losses. */
export interface ConnectionQueueParts {
  readonly limit: InboxLimit;
  readonly maxPause: number;
  readonly clock: Clock;
  readonly burst: BurstClock;
  /** Messages may be parts of buffers that they share. */
  readonly views: boolean;
  /** Messages were lost. */
  lost(count: number, why: DropCause): void;
  /** Links would end, or messages are lost, because nobody has ever read. */
  unread(): void;
}

/**
 * For all that was written, `received` = read + `size` + `dropped`.
 *
 * Bound: `limit`, in bytes always, in messages from the macrotask on that follows the passing of the high-water mark: before that, what a
 * healthy reader is about to take looks like an overflow. Overflow: the link is given up (`full`); while nobody has ever read, the
 * oldest go instead. At the mark, 1,024 messages or half of the limit, `write` says `pause`; at a quarter of it `onResume` tells to go on.
 */
export class ConnectionQueue implements SessionQueue, Source {
  readonly reads: OpenReads;
  readonly #parts: ConnectionQueueParts;
  readonly #waiting = new Fifo<Message>();
  readonly #backpressure: Backpressure;
  bytes = 0;
  received = 0;
  bytesReceived = 0;
  dropped = 0;
  /** Somebody has read, or tried to. */
  isRead = false;
  #isHolding = false;
  /** How many of the newest wait for the gate. */
  #held = 0;
  #isOver = false;
  #isWaking = false;
  /** The reader's macrotask. */
  #grace: Timer | undefined;
  /** The reader had its macrotask, and more than the mark waits. */
  #isJudging = false;

  constructor(parts: ConnectionQueueParts) {
    this.#parts = parts;
    this.reads = new OpenReads(parts.clock);
    this.#backpressure = new Backpressure(this, parts);
  }

  get size(): number {
    return this.#waiting.size;
  }

  // --- as the worker sees it ---

  write(data: Message): "ok" | "pause" | "full" {
    const bytes = sizeOf(data);
    this.received++;
    this.bytesReceived += bytes;
    const { first } = this.reads;
    // A batch waits for the rest of its burst.
    if (first !== undefined && first.max === undefined && this.#isEmpty && !this.#isHolding) {
      this.reads.feed(data);
      return "ok";
    }
    if (!this.#makeRoom(bytes)) return this.#refuse();
    this.#keep(data, bytes);
    return this.#isHolding ? "ok" : this.#backpressure.judge();
  }

  get #isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  #keep(data: Message, bytes: number): void {
    const { burst, views } = this.#parts;
    burst.begin();
    const isShared = views && typeof data !== "string" && data.buffer.byteLength > 2 * bytes;
    this.#waiting.push(isShared ? ownBytes(data) : data);
    this.bytes += bytes;
    if (!this.#isJudging && this.#backpressure.isOverMark)
      this.#grace ??= this.#parts.clock.schedule(0, this.#judge);
    if (this.#isHolding) this.#held++;
    else this.#wake();
  }

  /** False where the message itself has to go. While nobody has ever read, the oldest go for it. */
  #makeRoom(bytes: number): boolean {
    const { limit } = this.#parts;
    const isFull = (): boolean =>
      (this.#isJudging && this.size >= limit.messages) || this.bytes + bytes > limit.bytes;
    if (!isFull()) return true;
    if (this.isRead || bytes > limit.bytes) return false;
    while (isFull()) this.dropOldest();
    return true;
  }

  readonly #judge = (): void => {
    this.#grace = undefined;
    this.#isJudging = this.#backpressure.isOverMark;
    const excess = this.size - this.#parts.limit.messages;
    if (excess <= 0) return;
    if (this.isRead) this.#dropNewest(excess);
    else for (let left = excess; left > 0; left--) this.dropOldest();
  };

  /** What is too much goes, and its link with it. */
  #dropNewest(count: number): void {
    this.#held = Math.max(0, this.#held - count);
    for (const data of this.#waiting.popMany(count)) this.bytes -= sizeOf(data);
    this.#lose(count, "overflow");
    this.#backpressure.giveUpNow();
  }

  #refuse(): "ok" | "full" {
    this.#lose(1, "overflow");
    return this.isRead ? this.#backpressure.giveUp() : "ok";
  }

  onResume(resume: () => void): void {
    this.#backpressure.resume = resume;
  }

  onFull(full: () => void): void {
    this.#backpressure.full = full;
  }

  paused(): void {
    this.#backpressure.paused();
  }

  drop(count: number, bytes: number): void {
    this.received += count;
    this.bytesReceived += bytes;
    this.#lose(count, this.#isOver ? "ended" : "closing");
  }

  hold(): void {
    this.#isHolding = true;
  }

  release(): void {
    this.#isHolding = false;
    this.#held = 0;
    this.#wake();
  }

  discard(): void {
    const count = this.#held;
    this.#isHolding = false;
    if (count === 0) return;
    this.#held = 0;
    for (const data of this.#waiting.popMany(count)) this.bytes -= sizeOf(data);
    this.#lose(count, "refused");
    this.#backpressure.ease();
  }

  takeHeld(): Message | undefined {
    if (this.#held === 0) return undefined;
    const data = this.#waiting.removeAt(this.size - this.#held--);
    this.#shrunk(sizeOf(data));
    return data;
  }

  // --- as its readers see it ---

  /** Nobody waits who has to be served before one who comes now. */
  get idle(): boolean {
    return this.reads.first === undefined;
  }

  /** The next message; with `max`, up to so many. */
  take(max?: number): Message | readonly Message[] | undefined {
    this.isRead = true;
    const readable = this.size - this.#held;
    if (readable === 0) return undefined;
    if (max !== undefined) return this.#takeBatch(Math.min(max, readable));
    const data = this.#waiting.shift() as Message;
    this.#shrunk(sizeOf(data));
    return data;
  }

  #takeBatch(count: number): readonly Message[] {
    const batch = this.#waiting.shiftMany(count);
    let bytes = 0;
    for (const data of batch) bytes += sizeOf(data);
    this.#shrunk(bytes);
    return batch;
  }

  #shrunk(bytes: number): void {
    this.bytes -= bytes;
    // Exactly nothing when drained: somebody may have detached a buffer that waited here.
    if (this.#isEmpty) this.bytes = 0;
    this.#isJudging &&= this.#backpressure.isOverMark;
    this.#backpressure.ease();
  }

  #wake(): void {
    if (this.#isWaking || this.idle) return;
    this.#isWaking = true;
    soon(() => {
      this.#isWaking = false;
      this.reads.serve();
    });
  }

  // --- as its host sees it ---

  unpaused(): void {
    this.#backpressure.unpaused();
  }

  dropOldest(): void {
    this.#held = Math.min(this.#held, this.size - 1);
    this.bytes -= sizeOf(this.#waiting.shift() as Message);
    this.#lose(1, "overflow");
  }

  /** The worker is gone: what it still writes is dropped, what waits stays readable. */
  end(): void {
    this.discard();
    this.#isOver = true;
    this.#grace?.cancel();
    this.#backpressure.end();
  }

  #lose(count: number, why: DropCause): void {
    this.dropped += count;
    this.#parts.lost(count, why);
  }
}
