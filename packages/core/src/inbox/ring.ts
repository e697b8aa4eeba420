// A ring of items that take turns. The cost of each operation does not depend on the number of items, except for `list`.

/**
 * The steps of one turn. Among k busy peers, each is read within any 8 × k messages, and the cost of changing turns is small beside the
 * cost of eight messages.
 */
const TURN = 8;

/** An item of at most one ring at a time. An item outside of a ring is linked to itself, so that it keeps no other item in memory. */
export interface Linked<T> {
  next: T;
  previous: T;
}

export class Ring<T extends Linked<T>> {
  /** Whose turn it is. */
  first: T | undefined;
  /** The steps left in this turn. The caller that takes the steps counts them. */
  left: number = TURN;
  size = 0;

  /** Adds an item that is in no ring. Its turn comes after all others. */
  add(item: T): void {
    const first = (this.first ??= item);
    item.next = first;
    item.previous = first.previous;
    item.previous.next = item;
    first.previous = item;
    this.size++;
  }

  remove(item: T): void {
    const { next, previous } = item;
    if (this.first === item) this.turn();
    if (this.first === item) this.first = undefined;
    previous.next = next;
    next.previous = previous;
    item.next = item.previous = item;
    this.size--;
  }

  /** Ends the first one's turn. */
  turn(): void {
    this.first = this.first?.next;
    this.left = TURN;
  }

  /** A copy of all items, in the order of their turns. */
  list(): T[] {
    const list: T[] = [];
    for (let item = this.first; list.length < this.size; item = item?.next) list.push(item as T);
    return list;
  }
}
