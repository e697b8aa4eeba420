// What waits of one peer, and what it has counted. A record: it knows neither who writes nor who reads.

import type { HeapEntry } from "../base/heap.ts";
import { Fifo } from "../base/fifo.ts";
import type { Peer } from "../peer.ts";
import type { InboxListener } from "../inbox-writer.ts";
import type { Backpressure, BackpressureQueue } from "./backpressure.ts";
import type { InboxHost } from "./inbox-host.ts";
import { type ItemFormat, messageSize } from "./items.ts";
import type { Losses } from "./losses.ts";
import type { Linked, Ring } from "./ring.ts";
import { ViewFifo } from "./view-fifo.ts";

/** Messages of one dial that wait for its gate. */
export interface Held<T> {
  readonly dial: number;
  readonly items: Fifo<T>;
}

/** The queue of one registration of a peer. For all that was written, `received` = read + `size` + `dropped`. */
export class PeerQueue<T> implements BackpressureQueue, Linked<PeerQueue<T>>, HeapEntry {
  // Its positions: in a ring, between which neighbours, and in the heap.
  ring: Ring<PeerQueue<T>> | undefined;
  next: PeerQueue<T> = this;
  previous: PeerQueue<T> = this;
  key = 0;
  index = -1;
  readonly peer: Peer;
  readonly host: InboxHost;
  readonly #format: ItemFormat<T>;
  /** What can be read. Made when first used and released when drained. */
  readable: Fifo<T> | undefined;
  /** By dial, the oldest first. Bound: the dials of one session that overlap, which are two. */
  held: readonly Held<T>[] = NONE;
  /** All that came, and what of it was read or dropped. The difference waits; it is not counted, as every message would pay for it. */
  received = 0;
  bytesReceived = 0;
  #gone = 0;
  #bytesGone = 0;
  /** Nothing is taken any more; what waits stays readable. */
  isEnded = false;
  /**
   * In this burst a message can be appended without further checks of the queue: the burst has begun and one of its messages is in the
   * queue already, nothing is held and no backpressure is on.
   */
  openBurst: number = CLOSED;
  listener: InboxListener | undefined;
  // Made when needed: most peers are never stopped, and lose nothing.
  backpressure: Backpressure | undefined;
  losses: Losses | undefined;

  constructor(peer: Peer, host: InboxHost, format: ItemFormat<T>) {
    this.peer = peer;
    this.host = host;
    this.#format = format;
  }

  get dropped(): number {
    return this.losses?.total ?? 0;
  }

  /** The messages that wait. */
  get size(): number {
    return this.received - this.#gone;
  }

  get bytes(): number {
    return this.bytesReceived - this.#bytesGone;
  }

  /** Messages came that do not wait here: they were read at once, or dropped. */
  pass(count: number, bytes: number): void {
    this.received += count;
    this.bytesReceived += bytes;
    this.#gone += count;
    this.#bytesGone += bytes;
  }

  heldOf(dial: number): Held<T> | undefined {
    return this.held === NONE ? undefined : this.held.find((held) => held.dial === dial);
  }

  hold(held: Held<T>): void {
    this.openBurst = CLOSED;
    this.held = [...this.held, held];
  }

  /** Removes `held` from this queue. The caller takes or drops its messages. */
  letGo(held: Held<T>): void {
    const others = this.held.filter((other) => other !== held);
    this.held = others.length > 0 ? others : NONE;
  }

  newFifo(): Fifo<T> {
    return this.host.views ? new ViewFifo(this.#format) : new Fifo();
  }

  /** What was held can be read, behind what can be read already. */
  release(held: Held<T>): void {
    const { items } = held;
    this.letGo(held);
    if (items.size === 0) return;
    if (this.readable === undefined) this.readable = items;
    else for (const item of items.shiftMany(items.size)) this.#enter(this.readable).push(item);
  }

  /** A message that came. */
  push(fifo: Fifo<T>, item: T, bytes: number): void {
    this.append(this.#enter(fifo), item, bytes);
  }

  /** The same in the burst of `openBurst`. */
  append(fifo: Fifo<T>, item: T, bytes: number): void {
    fifo.push(item);
    this.received++;
    this.bytesReceived += bytes;
  }

  #enter(fifo: Fifo<T>): Fifo<T> {
    const { burst, views } = this.host;
    if (views) (fifo as ViewFifo<T>).enter(burst.number);
    return fifo;
  }

  /** Computes `openBurst` anew. To be called after a message was pushed. */
  updateOpenBurst(): void {
    const isOpen =
      this.readable !== undefined && this.held.length === 0 && this.backpressure?.isOn !== true;
    this.openBurst = isOpen ? this.host.burst.number : CLOSED;
  }

  closeBurst(): void {
    this.openBurst = CLOSED;
  }

  /** Removes the oldest message. At least one has to be readable. */
  shift(): T {
    return this.#shiftFrom(this.readable as Fifo<T>);
  }

  /** Removes the `count` oldest messages. At least that many have to be readable. */
  shiftMany(count: number): T[] {
    const items = (this.readable as Fifo<T>).shiftMany(count);
    this.#subtract(count, count === this.size ? 0 : this.bytesOf(items));
    return items;
  }

  /** Removes the oldest message that is held for this dial. */
  shiftHeld({ items }: Held<T>): T | undefined {
    return items.size > 0 ? this.#shiftFrom(items) : undefined;
  }

  /** Removes all messages that are held for this dial, and returns their number. */
  clearHeld({ items }: Held<T>): number {
    const { size } = items;
    this.#subtract(size, this.bytesOf(items.shiftMany(size)));
    return size;
  }

  dropOldest(): void {
    this.#shiftFrom(this.readable ?? this.#firstHeld);
  }

  /** Held messages are dropped before readable ones. */
  dropNewest(): void {
    const held = this.held.findLast(({ items }) => items.size > 0);
    const fifo = (held?.items ?? this.readable) as Fifo<T>;
    this.#subtract(1, this.bytesOf(fifo.popMany(1)));
  }

  get #firstHeld(): Fifo<T> {
    return (this.held.find(({ items }) => items.size > 0) as Held<T>).items;
  }

  #shiftFrom(fifo: Fifo<T>): T {
    const item = fifo.shift() as T;
    this.#subtract(1, messageSize(this.#format.dataOf(item)));
    return item;
  }

  bytesOf(items: readonly T[]): number {
    let bytes = 0;
    for (const item of items) bytes += messageSize(this.#format.dataOf(item));
    return bytes;
  }

  #subtract(count: number, bytes: number): void {
    this.#gone += count;
    // Nothing is left when drained: somebody may have resized or detached a buffer that waited here.
    this.#bytesGone = this.size === 0 ? this.bytesReceived : this.#bytesGone + bytes;
    if (this.readable?.size !== 0) return;
    this.readable = undefined;
    this.openBurst = CLOSED;
  }
}

/** The number of no burst. */
const CLOSED = -1;

const NONE: readonly never[] = [];
