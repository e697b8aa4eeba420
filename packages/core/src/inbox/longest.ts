// Finds the longest queue while an overflow lasts. It drops nothing itself.

import { Heap, type HeapEntry } from "../base/heap.ts";
import type { InboxLimit } from "../options/options.ts";

/** A queue by its length. */
export interface Ranked extends HeapEntry {
  readonly size: number;
  readonly bytes: number;
}

/**
 * The longest is the one that fills the largest part of the limit, in messages and bytes together. Ranking all busy queues costs one
 * look at each; after that a message costs O(log busy).
 */
export class Longest<Q extends Ranked> {
  readonly #limit: InboxLimit;
  readonly #heap = new Heap<Q>();

  constructor(limit: InboxLimit, queues: readonly Q[]) {
    this.#limit = limit;
    for (const queue of queues) this.rank(queue);
  }

  /** To be called when a queue became longer. A queue that became shorter is ranked again by `find`. */
  rank(queue: Q): void {
    queue.key = this.#keyOf(queue);
    this.#heap.place(queue);
  }

  /** Nothing waits in this queue any more. */
  remove(queue: Q): void {
    this.#heap.remove(queue);
  }

  /** The longest queue; `tie` where no other queue is longer. */
  find(tie?: Q): Q {
    for (;;) {
      const first = this.#heap.first as Q;
      const key = this.#keyOf(first);
      // What was read since it was ranked is noticed here.
      if (key !== first.key) this.rank(first);
      else return tie !== undefined && this.#keyOf(tie) <= key ? tie : first;
    }
  }

  #keyOf({ size, bytes }: Q): number {
    return -(size / this.#limit.messages + bytes / this.#limit.bytes);
  }
}
