// The idempotency keys of one channel: which message each stands for, until its window is over.

import { Fifo } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type { PublishKey } from "./engine.ts";

interface Remembered {
  readonly text: string;
  readonly digest: string;
  readonly position: Position;
  readonly until: number;
}

/** Bound: `most` keys. Overflow: the oldest is forgotten, and a publish that is sent again under it is another message. */
export class KeyMemory {
  readonly #most: number;
  readonly #keys = new Map<string, Remembered>();
  // In the order in which they were added. Windows of one channel are equal, so that is the order in which they end. The first key of a map
  // would say it too, but finding it takes the longer the more were deleted before it.
  readonly #order = new Fifo<Remembered>();

  constructor(most: number) {
    this.#most = most;
  }

  /** With what has ended and is not forgotten yet. */
  get size(): number {
    return this.#keys.size;
  }

  /** When the next key ends; undefined where there is none. */
  get nextEnd(): number | undefined {
    return this.#order.at(0)?.until;
  }

  sizeAt(now: number): number {
    this.forget(now);
    return this.#keys.size;
  }

  find({ text }: PublishKey, now: number): Remembered | undefined {
    this.forget(now);
    return this.#keys.get(text);
  }

  /** A key that is not remembered. */
  add({ text, digest, window }: PublishKey, position: Position, now: number): void {
    const remembered = { text, digest, position, until: now + window };
    this.#keys.set(text, remembered);
    this.#order.push(remembered);
    if (this.#keys.size > this.#most) this.#drop();
  }

  /** Forgets what has ended. */
  forget(now: number): void {
    for (let oldest = this.#order.at(0); oldest !== undefined; oldest = this.#order.at(0)) {
      if (oldest.until > now) return;
      this.#drop();
    }
  }

  #drop(): void {
    const oldest = this.#order.shift();
    if (oldest !== undefined) this.#keys.delete(oldest.text);
  }
}
