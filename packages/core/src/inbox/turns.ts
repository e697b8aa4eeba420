// Whose turn it is to be read, and who waits to read. It knows no bounds and removes no message.

import type { Clock } from "../base/clock.ts";
import { OpenReads } from "../base/open-reads.ts";
import { soon } from "../base/soon.ts";
import type { PeerQueue } from "./peer-queue.ts";
import { Ring } from "./ring.ts";

export class Turns<T> {
  /** Calls of readers that wait for something to read. */
  readonly reads: OpenReads;
  /** Queues with something to read. */
  readonly #ready = new Ring<PeerQueue<T>>();
  /** Queues with nothing but what a gate holds. */
  readonly #held = new Ring<PeerQueue<T>>();
  #isWaking = false;

  constructor(clock: Clock) {
    this.reads = new OpenReads(clock);
  }

  /** The number of queues in which something waits. */
  get busyCount(): number {
    return this.#ready.size + this.#held.size;
  }

  list(): PeerQueue<T>[] {
    return [...this.#ready.list(), ...this.#held.list()];
  }

  /** A new message need not be queued: a reader waits for a single message, and no other message can be read before. */
  get isAwaited(): boolean {
    const { first } = this.reads;
    // A reader of batches is served later, when the rest of the burst has arrived.
    return first !== undefined && first.max === undefined && this.#ready.first === undefined;
  }

  /** The queue whose turn it is, for one message. */
  next(): PeerQueue<T> | undefined {
    const ready = this.#ready;
    if (ready.left <= 0) ready.turn();
    if (ready.first !== undefined) ready.left--;
    return ready.first;
  }

  /** The queue whose turn it is, for all that it has. */
  get first(): PeerQueue<T> | undefined {
    return this.#ready.first;
  }

  /** Ends the turn of that queue, if it is its turn. */
  turn(queue: PeerQueue<T>): void {
    if (this.#ready.first === queue) this.#ready.turn();
  }

  isReady(queue: PeerQueue<T>): boolean {
    return queue.ring === this.#ready;
  }

  /** Moves a queue to the ring where it belongs now, or out of both rings when it is empty. True if it moved. */
  place(queue: PeerQueue<T>): boolean {
    const waits = queue.size > 0 ? this.#held : undefined;
    const ring = queue.readable === undefined ? waits : this.#ready;
    if (ring === queue.ring) return false;
    queue.ring?.remove(queue);
    ring?.add(queue);
    queue.ring = ring;
    if (ring === this.#ready) this.#wake();
    return true;
  }

  /** Something can be read. Open reads are served in a microtask, when the whole burst has arrived. */
  #wake(): void {
    if (this.#isWaking || this.reads.first === undefined) return;
    this.#isWaking = true;
    soon(this.#serve);
  }

  readonly #serve = (): void => {
    this.#isWaking = false;
    this.reads.serve();
  };
}
