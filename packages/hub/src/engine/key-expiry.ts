// When the idempotency keys of all channels end: a channel that nobody publishes to any more must not keep its own for ever.

import { Fifo } from "@skep/core/base";
import type { KeyMemory } from "./key-memory.ts";

/** The next look at the keys of one channel. */
interface Look {
  readonly keys: KeyMemory;
  readonly at: number;
}

export class KeyExpiry {
  // Bound: one for each channel that has keys, however many those are.
  readonly #looks = new Fifo<Look>();
  readonly #watched = new Set<KeyMemory>();

  /** The channels that have keys. */
  get size(): number {
    return this.#watched.size;
  }

  /** A key was added that is remembered so long. */
  add(keys: KeyMemory, until: number): void {
    if (this.#watched.has(keys)) return;
    this.#watched.add(keys);
    this.#looks.push({ keys, at: until });
  }

  /** Forgets what has ended. A look waits for those before it, so a key may stay for one more window. */
  forget(now: number): void {
    for (let next = this.#looks.at(0); next !== undefined; next = this.#looks.at(0)) {
      if (next.at > now) return;
      this.#looks.shift();
      this.#look(next.keys, now);
    }
  }

  #look(keys: KeyMemory, now: number): void {
    keys.forget(now);
    const at = keys.nextEnd;
    if (at === undefined) this.#watched.delete(keys);
    else this.#looks.push({ keys, at });
  }
}
