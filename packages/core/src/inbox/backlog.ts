// Messages in the order in which they came: an array that can be handed over whole, and where it begins.

import { sizeOf } from "../base/size-of.ts";
import type { InboxMessage } from "./message.ts";

/** Delivered places are cut off when they are this many and half of the array: 2 KiB is what they may cost. */
const COMPACT_FROM = 256;

/** Bounded by its owner. What was removed is not referenced any more. */
export class Backlog {
  // Places before `#head` are undefined.
  #items: (InboxMessage | undefined)[] = [];
  #head = 0;
  bytes = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(message: InboxMessage, bytes: number): void {
    this.#items.push(message);
    this.bytes += bytes;
  }

  /** Removes the oldest; there has to be one. */
  shift(): InboxMessage {
    const message = this.#items[this.#head] as InboxMessage;
    this.#items[this.#head] = undefined;
    this.#advance(1);
    this.#lighten(sizeOf(message.data));
    return message;
  }

  /** Removes the `count` oldest. Where that is all and nothing was read before, it is the array itself. */
  shiftMany(count: number): InboxMessage[] {
    const whole = count === this.#items.length;
    const end = this.#head + count;
    const many = (whole ? this.#items : this.#items.slice(this.#head, end)) as InboxMessage[];
    if (whole) this.#items = [];
    else this.#items.fill(undefined, this.#head, end);
    this.#advance(whole ? 0 : count);
    this.#lighten(this.size === 0 ? 0 : bytesOf(many));
    return many;
  }

  /** Removes the `count` newest. */
  popMany(count: number): void {
    this.#lighten(bytesOf(this.#items.splice(this.#items.length - count) as InboxMessage[]));
  }

  #advance(count: number): void {
    this.#head += count;
    if (this.#head < COMPACT_FROM || this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  #lighten(bytes: number): void {
    // Exactly nothing when drained: somebody may have resized or detached a buffer that waited here.
    this.bytes = this.size === 0 ? 0 : this.bytes - bytes;
  }
}

function bytesOf(messages: readonly InboxMessage[]): number {
  let bytes = 0;
  for (const { data } of messages) bytes += sizeOf(data);
  return bytes;
}
