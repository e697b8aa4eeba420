// The idempotency keys of one channel: which message each stands for, until its window is over.

import type { Position } from "@skep/protocol";
import type { PublishKey } from "./engine.ts";

interface Remembered {
  readonly digest: string;
  readonly position: Position;
  readonly until: number;
}

/** Bound: `most` keys. Overflow: the oldest is forgotten, and a publish that is sent again under it is another message. */
export class KeyMemory {
  readonly #most: number;
  // In the order in which they were added. Windows of one channel are equal, so that is the order in which they end.
  readonly #keys = new Map<string, Remembered>();

  constructor(most: number) {
    this.#most = most;
  }

  sizeAt(now: number): number {
    this.#forget(now);
    return this.#keys.size;
  }

  find({ text }: PublishKey, now: number): Remembered | undefined {
    this.#forget(now);
    return this.#keys.get(text);
  }

  add({ text, digest, window }: PublishKey, position: Position, now: number): void {
    this.#keys.set(text, { digest, position, until: now + window });
    if (this.#keys.size > this.#most) this.#drop();
  }

  #forget(now: number): void {
    for (const { until } of this.#keys.values()) {
      if (until > now) return;
      this.#drop();
    }
  }

  #drop(): void {
    const [oldest] = this.#keys.keys();
    if (oldest !== undefined) this.#keys.delete(oldest);
  }
}
