// The queue of a connection once more, as plain lists: what it should do, said in the slowest and plainest way.

import type { InboxLimit } from "../../../src/options/options.ts";

export class Broken extends Error {}

export function check(holds: boolean, law: string, facts?: unknown): asserts holds {
  if (!holds) throw new Broken(`${law}: ${JSON.stringify(facts)}`);
}

/** Messages are texts. */
export class QueueModel {
  readonly limit: InboxLimit;
  readonly visible: string[] = [];
  /** What a gate has not let out yet. */
  readonly held: string[] = [];
  holding = false;
  /** Somebody has read, or tried to. */
  isRead = false;
  /** More than the capacity waits, and the reader has not had its macrotask. */
  grace = false;
  /** It had. */
  judging = false;
  /** Nobody has ever read, and a pause has lasted too long. */
  overdue = false;
  /** The link has to go, or had to, and the queue has not been low since. */
  isCut = false;
  received = 0;
  read = 0;
  readonly lost: Record<string, number> = {};

  constructor(limit: InboxLimit) {
    this.limit = limit;
  }

  get size(): number {
    return this.visible.length + this.held.length;
  }

  get bytes(): number {
    return this.visible.join("").length + this.held.join("").length;
  }

  get dropped(): number {
    return Object.values(this.lost).reduce((sum, count) => sum + count, 0);
  }

  /** From here on messages count, when the reader had its macrotask. */
  get #capacity(): number {
    return Math.min(1_024, this.limit.messages);
  }

  /** The high-water mark: half of the limit, in messages and in bytes. */
  get #mark(): InboxLimit {
    const { messages, bytes } = this.limit;
    return { messages: Math.max(1, Math.floor(messages / 2)), bytes: bytes / 2 };
  }

  /** One message is never too many. */
  get isOverMark(): boolean {
    const { messages, bytes } = this.#mark;
    return this.size > 1 && (this.size > messages || this.bytes > bytes);
  }

  get isLow(): boolean {
    const { messages, bytes } = this.#mark;
    return 4 * this.size <= messages && 4 * this.bytes <= bytes;
  }

  lose(why: string, count: number = 1): void {
    if (count > 0) this.lost[why] = (this.lost[why] ?? 0) + count;
  }

  /** `pause`: its source is to stop; `full`: its link has to go. */
  write(text: string): "ok" | "pause" | "full" {
    if (this.isCut || !this.#makeRoom(text.length)) {
      this.lose("overflow");
      this.isCut = this.isRead;
      if (this.isRead) return "full";
      return this.holding || !this.isOverMark || this.overdue ? "ok" : "pause";
    }
    (this.holding ? this.held : this.visible).push(text);
    if (!this.judging && this.size > this.#capacity) this.grace = true;
    if (this.holding || !this.isOverMark) return "ok";
    if (this.isRead) this.overdue = false;
    return this.overdue ? this.#dropOldest() : "pause";
  }

  #makeRoom(bytes: number): boolean {
    const { limit } = this;
    const isFull = (): boolean =>
      (this.judging && this.size >= limit.messages) || this.bytes + bytes > limit.bytes;
    if (!isFull()) return true;
    if (this.isRead || bytes > limit.bytes) return false;
    while (isFull()) this.#dropOldest();
    return true;
  }

  #dropOldest(): "ok" {
    (this.visible.length > 0 ? this.visible : this.held).shift();
    this.lose("overflow");
    this.fell();
    return "ok";
  }

  /** The reader had its macrotask. */
  judge(): "ok" | "full" {
    if (!this.grace) return "ok";
    this.grace = false;
    this.judging = true;
    const isExceeded = this.size > this.limit.messages;
    while (this.size > this.limit.messages) this.#hit();
    if (!isExceeded || !this.isRead) return "ok";
    this.isCut = true;
    return "full";
  }

  #hit(): void {
    if (!this.isRead) return void this.#dropOldest();
    (this.held.length > 0 ? this.held : this.visible).pop();
    this.lose("overflow");
    this.fell();
  }

  take(max: number = 1): string[] {
    this.isRead = true;
    const taken = this.visible.splice(0, max);
    this.read += taken.length;
    if (taken.length > 0) this.fell();
    return taken;
  }

  /** After something was removed. */
  fell(): void {
    if (this.size <= this.#capacity) this.grace = this.judging = false;
  }

  /** The gate lets out what it held, or drops it. */
  open(passes: boolean): void {
    const held = this.held.splice(0);
    this.holding = false;
    if (passes) return void this.visible.push(...held);
    this.lose("refused", held.length);
    this.fell();
  }
}
