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
  /** More than the mark waits, and the reader has not had its macrotask. */
  grace = false;
  /** It had. */
  judging = false;
  /** Nobody has ever read, and a pause has lasted too long. */
  overdue = false;
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

  /** Above so many parts of the high-water mark. */
  #isAbove(part: number): boolean {
    const { messages, bytes } = this.limit;
    return this.size > part * Math.min(1_024, messages / 2) || this.bytes > part * (bytes / 2);
  }

  get isOverMark(): boolean {
    return this.#isAbove(1);
  }

  get isLow(): boolean {
    return !this.#isAbove(1 / 4);
  }

  lose(why: string, count: number = 1): void {
    if (count > 0) this.lost[why] = (this.lost[why] ?? 0) + count;
  }

  /** `pause`: its source is to stop; `full`: its link has to go. */
  write(text: string): "ok" | "pause" | "full" {
    if (!this.#makeRoom(text.length)) {
      this.lose("overflow");
      return this.isRead ? "full" : "ok";
    }
    (this.holding ? this.held : this.visible).push(text);
    if (!this.judging && this.isOverMark) this.grace = true;
    if (this.holding || !this.isOverMark) return "ok";
    if (this.overdue && !this.isRead) return this.#dropOldest();
    this.overdue = false;
    return "pause";
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
    return "ok";
  }

  /** The reader had its macrotask. */
  judge(): "ok" | "full" {
    if (!this.grace) return "ok";
    this.grace = false;
    this.judging = this.isOverMark;
    const excess = this.size - this.limit.messages;
    if (excess <= 0) return "ok";
    for (let left = excess; left > 0; left--)
      if (!this.isRead) this.#dropOldest();
      else {
        (this.held.length > 0 ? this.held : this.visible).pop();
        this.lose("overflow");
      }
    return this.isRead ? "full" : "ok";
  }

  take(max: number = 1): string[] {
    this.isRead = true;
    const taken = this.visible.splice(0, max);
    this.read += taken.length;
    if (taken.length > 0) this.fell();
    return taken;
  }

  /**
   * After something was read. What a refused gate or the loss of the oldest brings below the mark is judged on without a macrotask,
   * which an inbox does not do.
   */
  fell(): void {
    this.judging &&= this.isOverMark;
  }

  /** The gate lets out what it held, or drops it. */
  open(passes: boolean): void {
    const held = this.held.splice(0);
    this.holding = false;
    if (passes) this.visible.push(...held);
    else this.lose("refused", held.length);
  }
}
