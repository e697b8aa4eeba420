// The reading side of all queues: whose turn it is, and who waits for a message. It knows no bounds.

import type { Run } from "./run.ts";
import { soon } from "../base/soon.ts";
import type { InboxMessage } from "./message.ts";
import type { PeerQueue } from "./peer-queue.ts";
import { resultOf, type Reader } from "./reader.ts";
import type { Ring } from "./ring.ts";

/** One call of `next()` that waits. */
interface Waiter {
  readonly reader: Reader<unknown>;
  readonly resolve: (result: IteratorResult<never, undefined>) => void;
}

export class Readers {
  readonly #ready: Ring<PeerQueue>;
  readonly #run: Run;
  // First come, first served. Bound: the calls of `next()` that a program leaves open.
  #waiting: Waiter[] = [];
  #waking = false;
  ended = false;
  /** Somebody has read, or tried to. */
  used = false;

  constructor(ready: Ring<PeerQueue>, run: Run) {
    this.#ready = ready;
    this.#run = run;
  }

  /** One message of the peer whose turn it is. */
  take(): InboxMessage | undefined {
    const ready = this.#ready;
    if (this.#run.canTake) return this.#run.take();
    this.used = true;
    if (ready.left <= 0) ready.turn();
    if (ready.first === undefined) return undefined;
    ready.left--;
    return ready.first.take();
  }

  /** What waits of the peer whose turn it is, but no more than `max`. */
  takeBatch(max: number): readonly InboxMessage[] | undefined {
    this.used = true;
    const { first } = this.#ready;
    const batch = first?.takeBatch(max);
    if (this.#ready.first === first) this.#ready.turn();
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

  /** Nobody waits who has to be served before one who comes now. */
  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  /** For one who found nothing. */
  wait<T>(reader: Reader<T>): Promise<IteratorResult<T, undefined>> {
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
}

function settle({ resolve }: Waiter, value: unknown): void {
  resolve(resultOf(value as never));
}
