// A binary heap whose entries know their place, so that any of them can leave or be moved in O(log n).

/** What a heap can hold; in one heap at a time. */
export interface HeapEntry {
  /** The smallest is `first`. After a change of it, call `place`. */
  key: number;
  /** The position in the heap, written by the heap alone; -1 while the entry is in no heap. */
  index: number;
}

export class Heap<E extends HeapEntry> {
  readonly #entries: E[] = [];

  get first(): E | undefined {
    return this.#entries[0];
  }

  /** Inserts an entry, or moves it to where its key belongs now. */
  place(entry: E): void {
    if (!this.#has(entry)) this.#put(entry, this.#entries.push(entry) - 1);
    this.#rise(entry);
    this.#sink(entry);
  }

  /** Removes an entry. An entry that is not in the heap is ignored. */
  remove(entry: E): void {
    if (!this.#has(entry)) return;
    const { index } = entry;
    entry.index = -1;
    const last = this.#entries.pop() as E;
    if (last === entry) return;
    this.#put(last, index);
    this.place(last);
  }

  #has(entry: E): boolean {
    return this.#entries[entry.index] === entry;
  }

  #rise(entry: E): void {
    for (;;) {
      const parent = this.#entries[(entry.index - 1) >> 1];
      if (parent === undefined || parent.key <= entry.key) return;
      this.#swap(parent, entry);
    }
  }

  #sink(entry: E): void {
    for (;;) {
      const left = this.#entries[2 * entry.index + 1];
      const right = this.#entries[2 * entry.index + 2];
      const child = left && right && right.key < left.key ? right : left;
      if (child === undefined || child.key >= entry.key) return;
      this.#swap(entry, child);
    }
  }

  #swap(parent: E, child: E): void {
    const { index } = parent;
    this.#put(parent, child.index);
    this.#put(child, index);
  }

  #put(entry: E, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }
}
