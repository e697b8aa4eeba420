// The reading side of all queues: whose turn it is, and who waits for a message. It knows no bounds.

import { soon } from "../base/soon.ts";
import type { InboxMessage } from "./message.ts";
import type { PeerQueue } from "./peer-queue.ts";
import { resultOf, type Reader } from "./reader.ts";
import type { Ring } from "./ring.ts";

/**
 * Messages read from one peer before it is the next one's turn: of k busy peers each is heard in any 8 × k
 * messages, and the price of changing turns does not show in that of a message.
 */
const QUANTUM = 8;

/** One call of `next()` that waits. */
interface Waiter {
  readonly reader: Reader<unknown>;
  readonly resolve: (result: IteratorResult<never, undefined>) => void;
}

export class Readers {
  readonly #ready: Ring<PeerQueue>;
  // First come, first served. Bound: the calls of `next()` that a program leaves open.
  #waiting: Waiter[] = [];
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
    return this.#ready.first === undefined && this.#waiting[0]?.reader.single === true;
  }

  /** Hands a message over to who waits longest. To be called only when `hungry`. */
  feed(message: InboxMessage): void {
    settle(this.#waiting.shift() as Waiter, message);
  }

  /** Something can be read. Those who wait see it in a microtask, when all of its burst is there. */
  wake(): void {
    if (this.#waking || this.#waiting.length === 0) return;
    this.#waking = true;
    soon(this.#serve);
  }

  /** Serves one who comes now; whoever waits already is served before. */
  read<T>(reader: Reader<T>): Promise<IteratorResult<T, undefined>> {
    const value = this.#waiting.length === 0 ? reader.take() : undefined;
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.ended && this.#ready.first === undefined)
      return Promise.resolve(resultOf<T>(undefined));
    return new Promise((resolve) => this.#waiting.push({ reader, resolve }));
  }

  /** Settles what a reader still waits for. */
  leave(reader: Reader<unknown>): void {
    const all = this.#waiting;
    this.#waiting = all.filter((waiter) => waiter.reader !== reader);
    for (const waiter of all) if (waiter.reader === reader) settle(waiter, undefined);
  }

  /** Nothing will be written any more; what waits can still be read. */
  end(): void {
    this.ended = true;
    this.#serve();
  }

  readonly #serve = (): void => {
    this.#waking = false;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const value = first.reader.take();
      if (value === undefined && !this.ended) return;
      settle(first, value);
      this.#waiting.shift();
    }
  };

  #turn(queue: PeerQueue): void {
    this.#quantum = QUANTUM;
    if (this.#ready.first === queue) this.#ready.turn();
  }
}

function settle({ resolve }: Waiter, value: unknown): void {
  resolve(resultOf(value as never));
}
