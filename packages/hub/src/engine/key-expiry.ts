// When the idempotency keys of all channels end: a channel that nobody publishes to any more must not keep its own for ever.

import { Fifo } from "@skep/core/base";
import type { KeyMemory } from "./key-memory.ts";

/** Of one key. */
interface End {
  readonly keys: KeyMemory;
  readonly until: number;
}

export class KeyExpiry {
  // Bound: the keys of one window, and those of a longer one before them.
  readonly #ends = new Fifo<End>();

  /** A key was added that is remembered so long. */
  add(keys: KeyMemory, until: number): void {
    this.#ends.push({ keys, until });
  }

  /** Forgets what has ended, in the order in which it was added: a key whose window is shorter waits for those before it. */
  forget(now: number): void {
    for (let next = this.#ends.at(0); next !== undefined; next = this.#ends.at(0)) {
      if (next.until > now) return;
      this.#ends.shift();
      next.keys.forget(now);
    }
  }
}
