// A circle of things that take turns. Each of its steps costs the same, however many they are.

/**
 * The steps of one turn: of k busy peers each is heard in any 8 × k messages, and the price of changing turns does not show
 * in that of a message.
 */
const TURN = 8;

/** What can stand in a ring, one at a time; outside of it, it is linked to itself and so holds nobody. */
export interface Linked<T> {
  next: T;
  previous: T;
}

export class Ring<T extends Linked<T>> {
  /** Whose turn it is. */
  first: T | undefined;
  /** What is left of the turn; counted by whoever takes the steps. */
  left: number = TURN;
  size = 0;

  /** Lets one in that is in no ring; its turn comes after all others'. */
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

  /** All, in the order of their turns, as they are now. */
  list(): T[] {
    const list: T[] = [];
    for (let item = this.first; list.length < this.size; item = item?.next) list.push(item as T);
    return list;
  }
}
