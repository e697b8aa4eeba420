// The newest publications of a channel at this hub, without a hole between them.

import type { Position } from "@skep/protocol";
import { Fifo } from "@skep/core/base";
import type { EngineMessage } from "../engine/engine.ts";
import type { Publication } from "../payload.ts";

/** Bound: `most` publications. What is older is asked of the engine. */
export class Ring {
  readonly #most: number;
  readonly #items = new Fifo<Publication>();
  /** The position before the oldest one. */
  #before: Position;
  /** The position of the newest one. */
  head: Position;

  constructor(most: number, head: Position) {
    this.#most = most;
    this.head = this.#before = head;
  }

  push(publication: Publication): void {
    this.#items.push(publication);
    this.head = positionOf(publication);
    if (this.#items.size > this.#most)
      this.#before = positionOf(this.#items.shift() as Publication);
  }

  get newest(): Publication | undefined {
    return this.#items.size === 0 ? undefined : this.#at(this.#items.size - 1);
  }

  /** Begins anew after a hole. */
  reset(head: Position): void {
    this.#items.shiftMany(this.#items.size);
    this.head = this.#before = head;
  }

  /** All after this position, or undefined where the ring cannot tell: then the engine has to be asked. */
  after(position: Position): Publication[] | undefined {
    const { offset, time } = this.#before;
    // Of some begins only the offset is known. Which message was there, and so of which history this one is, only the engine can say.
    const isUnsure = offset === position.offset && time === undefined;
    return isUnsure && position.time !== undefined ? undefined : this.behind(position);
  }

  /** The same of a position that the engine has found in its history. */
  behind({ epoch, offset, time }: Position): Publication[] | undefined {
    if (epoch !== this.head.epoch || offset < this.#before.offset || offset > this.head.offset)
      return undefined;
    const from = this.#indexAfter(offset);
    const there = from === 0 ? this.#before : positionOf(this.#at(from - 1));
    // Another offset than any here, or another message at the same one: the engine knows why.
    if (!isSamePosition(there, { epoch, offset, time })) return undefined;
    return Array.from({ length: this.#items.size - from }, (_, at) => this.#at(from + at));
  }

  /** The ring does not reach back to this offset any more. */
  isPast({ offset }: { readonly offset: number }): boolean {
    return offset < this.#before.offset;
  }

  /** The message is none of this history: there is another one at its offset, or none where all are known. */
  isOther({ epoch, offset, time }: EngineMessage): boolean {
    if (offset < this.#before.offset || offset > this.head.offset) return false;
    const from = this.#indexAfter(offset);
    const there = from === 0 ? this.#before : positionOf(this.#at(from - 1));
    return !isSamePosition(there, { epoch, offset, time });
  }

  /** By halves, as offsets may have holes. */
  #indexAfter(offset: number): number {
    let [low, high] = [0, this.#items.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at(middle).message.offset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #at(index: number): Publication {
    return this.#items.at(index) as Publication;
  }
}

export function positionOf({ message: { epoch, offset, time } }: Publication): Position {
  return { epoch, offset, time };
}

/** They are of the same message, as far as their times are known: at one offset, a message of another history has another time. */
export function isSamePosition(one: Position, other: Position): boolean {
  const isSameTime = one.time === undefined || other.time === undefined || one.time === other.time;
  return one.epoch === other.epoch && one.offset === other.offset && isSameTime;
}
