// Finds the largest of many by a figure that keeps changing, without looking at each of them.

import { Heap, type HeapEntry } from "../base/heap.ts";

interface Entry<T> extends HeapEntry {
  readonly item: T;
}

/**
 * Growth has to be told, shrinking is noticed when it matters: a figure that is behind stands too high
 * and is put right when it comes to the top. O(log n) for each change that was told, and for each that
 * is put right.
 */
export class Largest<T> {
  readonly #figure: (item: T) => number;
  readonly #heap = new Heap<Entry<T>>();
  readonly #entries = new Map<T, Entry<T>>();

  constructor(items: Iterable<T>, figure: (item: T) => number) {
    this.#figure = figure;
    for (const item of items) this.grown(item);
  }

  /** An item is new, or its figure has grown. */
  grown(item: T): void {
    const key = -this.#figure(item);
    const known = this.#entries.get(item);
    if (known !== undefined) return this.#move(known, key);
    const entry = { item, key, index: 0 };
    this.#entries.set(item, entry);
    this.#heap.add(entry);
  }

  remove(item: T): void {
    const entry = this.#entries.get(item);
    if (entry === undefined) return;
    this.#entries.delete(item);
    this.#heap.remove(entry);
  }

  /** The largest of all; where it is as large, `tie`, which need not be one of them. */
  find(tie?: T): T {
    for (;;) {
      const first = this.#heap.first;
      const key = first === undefined ? 0 : -this.#figure(first.item);
      if (first !== undefined && key !== first.key) this.#move(first, key);
      else return tie !== undefined && -this.#figure(tie) <= key ? tie : (first as Entry<T>).item;
    }
  }

  #move(entry: Entry<T>, key: number): void {
    entry.key = key;
    this.#heap.moved(entry);
  }
}
