// The reading side of all queues: whose turn it is, and who waits for a message. It knows no bounds.

import { soon } from "../base/soon.ts";
import type { InboxMessage } from "./message.ts";
import type { PeerQueue } from "./peer-queue.ts";
import { resultOf, type Reader } from "./reader.ts";
import { Ring } from "./ring.ts";

/**
 * Messages read from one peer before it is the next one's turn: of k busy peers each is heard in any 8 × k
 * messages, and the price of changing turns does not show in that of a message.
 */
const QUANTUM = 8;

/** One call of `next()` that waits. */
class Waiter {
  next: Waiter = this;
  previous: Waiter = this;
  readonly reader: Reader<unknown>;
  readonly #resolve: (result: IteratorResult<never, undefined>) => void;

  constructor(reader: Reader<unknown>, resolve: (result: IteratorResult<never, undefined>) => void) {
    this.reader = reader;
    this.#resolve = resolve;
  }

  settle(value: unknown): void {
    this.#resolve(resultOf(value as never));
  }
}

export class Readers {
  readonly #ready: Ring<PeerQueue>;
  // First come, first served. Bound: the calls of `next()` that a program leaves open.
  readonly #waiting = new Ring<Waiter>();
  /** What is left of the turn. */
  #quantum = QUANTUM;
  #waking = false;
  ended = false;

  constructor(ready: Ring<PeerQueue>) {
    this.#ready = ready;
  }

  /** One message of the peer whose turn it is. */
  take(): InboxMessage | undefined {
    const queue = this.#ready.first;
    if (queue === undefined) return undefined;
    const message = queue.take();
    this.#quantum--;
    if (this.#quantum === 0 || this.#ready.first !== queue) this.#turn(queue);
    return message;
  }

  /** What waits of the peer whose turn it is, but no more than `max`. */
  takeBatch(max: number): readonly InboxMessage[] | undefined {
    const queue = this.#ready.first;
    if (queue === undefined) return undefined;
    const batch = queue.takeBatch(max);
    this.#turn(queue);
    return batch;
  }

  /** A message need not be queued: a reader waits for one, and none is before it. */
  get hungry(): boolean {
    return this.#ready.first === undefined && this.#waiting.first?.reader.single === true;
  }

  /** Hands a message over to who waits longest. To be called only when `hungry`. */
  feed(message: InboxMessage): void {
    this.#settle(this.#waiting.first as Waiter, message);
  }

  /** Something can be read. Those who wait see it in a microtask, when all of its burst is there. */
  wake(): void {
    if (this.#waking || this.#waiting.first === undefined) return;
    this.#waking = true;
    soon(this.#serve);
  }

  /** Serves one who comes now; whoever waits already is served before. */
  read<T>(reader: Reader<T>): Promise<IteratorResult<T, undefined>> {
    const value = this.#waiting.first === undefined ? reader.take() : undefined;
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.ended && this.#ready.first === undefined) return Promise.resolve(resultOf<T>(undefined));
    return new Promise((resolve) => this.#waiting.add(new Waiter(reader, resolve)));
  }

  /** Settles what a reader still waits for. */
  leave(reader: Reader<unknown>): void {
    for (const waiter of this.#waiting.list())
      if (waiter.reader === reader) this.#settle(waiter, undefined);
  }

  /** Nothing will be written any more; what waits can still be read. */
  end(): void {
    this.ended = true;
    this.#serve();
  }

  readonly #serve = (): void => {
    this.#waking = false;
    for (let first = this.#waiting.first; first !== undefined; first = this.#waiting.first) {
      const value = first.reader.take();
      if (value === undefined && !this.ended) return;
      this.#settle(first, value);
    }
  };

  #settle(waiter: Waiter, value: unknown): void {
    this.#waiting.remove(waiter);
    waiter.settle(value);
  }

  #turn(queue: PeerQueue): void {
    this.#quantum = QUANTUM;
    if (this.#ready.first === queue) this.#ready.turn();
  }
}
