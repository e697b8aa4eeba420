// First in, first out: an array that can be handed over whole, and where it begins.

/** Delivered places are cut off when they are this many and half of the array: 2 KiB is what they may cost. */
const COMPACT_FROM = 256;

/** Bounded by its owner. What was removed is not referenced any more. */
export class Fifo<T> {
  // Places before `#head` are undefined.
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** The oldest is at 0. */
  at(index: number): T | undefined {
    return this.#items[this.#head + index];
  }

  /** Puts another one in the place of the one that `index` others are older than. */
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

  /** Removes the `count` oldest. Where that is all and nothing was read before, it is the array itself. */
  shiftMany(count: number): T[] {
    const whole = count === this.#items.length;
    const end = this.#head + count;
    const many = (whole ? this.#items : this.#items.slice(this.#head, end)) as T[];
    if (whole) this.#items = [];
    else this.#items.fill(undefined, this.#head, end);
    this.#advance(whole ? 0 : count);
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
    this.#head = 0;
  }
}
