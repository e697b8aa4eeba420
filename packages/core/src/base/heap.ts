// A binary heap whose entries know their place, so that any of them can leave or be moved in O(log n).

/** What a heap can hold; in one heap at a time. */
export interface HeapEntry {
  /** The smallest is `first`. After a change of it, call `moved`. */
  key: number;
  /** Where it stands; written by the heap alone. -1 when it is out. */
  index: number;
}

export class Heap<E extends HeapEntry> {
  readonly #entries: E[] = [];

  get first(): E | undefined {
    return this.#entries[0];
  }

  add(entry: E): void {
    this.#rise(entry, this.#entries.push(entry) - 1);
  }

  remove(entry: E): void {
    const { index } = entry;
    entry.index = -1;
    const last = this.#entries.pop() as E;
    if (last === entry) return;
    last.index = index;
    this.moved(last);
  }

  moved(entry: E): void {
    this.#rise(entry, entry.index);
    this.#sink(entry, entry.index);
  }

  #rise(entry: E, index: number): void {
    for (let i = index; ;) {
      const above = (i - 1) >> 1;
      const parent = this.#entries[above];
      if (i === 0 || parent === undefined || parent.key <= entry.key) return this.#place(entry, i);
      this.#place(parent, i);
      i = above;
    }
  }

  #sink(entry: E, index: number): void {
    for (let i = index; ;) {
      const left = this.#entries[2 * i + 1];
      const right = this.#entries[2 * i + 2];
      const child =
        left !== undefined && right !== undefined && right.key < left.key ? right : left;
      if (child === undefined || child.key >= entry.key) return this.#place(entry, i);
      i = child.index;
      this.#place(child, (i - 1) >> 1);
    }
  }

  #place(entry: E, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }
}
