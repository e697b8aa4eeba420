// First in, first out: an array and the index of its oldest item. The whole array can be handed over without a copy.

/** Consumed slots are removed when there are at least this many (2 KiB) and they make up half of the array. */
const COMPACT_FROM = 256;

/** Bounded by its owner. What was removed is not referenced any more. */
export class Fifo<T> {
  // Slots before `#head` are undefined.
  #items: (T | undefined)[] = [];
  #head = 0;
  /** Items that were removed from the front before `#items[0]`. */
  #removed = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Items that were removed from the front so far. */
  get removed(): number {
    return this.#removed + this.#head;
  }

  /** The oldest is at 0. */
  at(index: number): T | undefined {
    return this.#items[this.#head + index];
  }

  /** Replaces the item at `index`; the oldest is at 0. */
  put(index: number, item: T): void {
    this.#items[this.#head + index] = item;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Removes the oldest. */
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#advance(1);
    return item;
  }

  /** Removes the `count` oldest. When these are all and none was removed before, the internal array itself is returned. */
  shiftMany(count: number): T[] {
    const whole = count === this.#items.length;
    const end = this.#head + count;
    const many = (whole ? this.#items : this.#items.slice(this.#head, end)) as T[];
    if (whole) {
      this.#items = [];
      this.#removed += count;
    } else {
      this.#items.fill(undefined, this.#head, end);
      this.#advance(count);
    }
    return many;
  }

  /** Removes the `count` newest. */
  popMany(count: number): T[] {
    return this.#items.splice(this.#items.length - count) as T[];
  }

  #advance(count: number): void {
    this.#head += count;
    if (this.#head < COMPACT_FROM || this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#removed += this.#head;
    this.#head = 0;
  }
}
