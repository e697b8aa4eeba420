// All queues of one inbox: bounded together, read in turn. The one place where a message is counted, kept, handed over or dropped.

import type { Clock } from "../base/clock.ts";
import type { Fifo } from "../base/fifo.ts";
import type { OpenReads } from "../base/open-reads.ts";
import type { ReadSource } from "../base/reader.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Peer } from "../peer.ts";
import type { InboxWriter } from "../inbox-writer.ts";
import { Backpressure, type BackpressureRules } from "./backpressure.ts";
import type { InboxHost } from "./inbox-host.ts";
import { type Data, type Items, messageSize } from "./items.ts";
import { Levels } from "./levels.ts";
import type { Limit } from "./limit.ts";
import { LossBook } from "./losses.ts";
import { OverflowPolicy } from "./overflow-policy.ts";
import { type Held, PeerQueue } from "./peer-queue.ts";
import type { Turns } from "./turns.ts";

type Taken = ReturnType<InboxWriter["write"]>;

/**
 * Bound: `limit`, of all queues together. Overflow: as `overflow` says it hits the longest queue, of equals that of the one who writes;
 * counted and told. Long before that, above a peer's share, `write` says `pause`; at a quarter of it the listener is told to go on.
 */
export class PeerQueues<T> implements ReadSource {
  readonly #items: Items<T>;
  readonly #options: InboxOptions;
  readonly #policy: OverflowPolicy;
  readonly #levels: Levels<T>;
  // Those of the levels: they are asked for each message.
  readonly #limit: Limit;
  readonly #turns: Turns<T>;
  readonly #rules: BackpressureRules;
  readonly #losses: LossBook;
  /** Messages that were taken, whatever became of them. */
  value = 0;

  constructor(options: InboxOptions, clock: Clock, items: Items<T>) {
    const policy = new OverflowPolicy(options.overflow);
    const levels = new Levels<T>(options, clock, () => this.#judge());
    const { limit, shares, turns, waiting } = levels;
    this.#items = items;
    this.#options = options;
    this.#policy = policy;
    this.#levels = levels;
    this.#limit = limit;
    this.#turns = turns;
    this.#losses = new LossBook(clock, policy, options.discard);
    const { maxPause } = options;
    const isLow: BackpressureRules["isLow"] = (queue) => shares.isLow(queue);
    this.#rules = { clock, policy, maxPause, waiting, isLow };
  }

  /** The queue of a new registration. */
  open(peer: Peer, host: InboxHost): PeerQueue<T> {
    return new PeerQueue(peer, host, this.#items);
  }

  // --- figures ---

  get size(): number {
    return this.#limit.size;
  }

  get bytes(): number {
    return this.#limit.bytes;
  }

  get dropped(): number {
    return this.#losses.dropped;
  }

  // --- writing ---

  write(queue: PeerQueue<T>, data: Data, dial: number): Taken {
    const bytes = messageSize(data);
    queue.count(bytes);
    return this.#levels.hasRoom(queue, bytes)
      ? this.#append(queue, data, bytes, dial)
      : this.#weigh(queue, data, bytes, dial);
  }

  #append(queue: PeerQueue<T>, data: Data, bytes: number, dial: number): "ok" {
    const { burst } = queue.host;
    burst.begin();
    this.value++;
    const item = this.#items.make(queue.peer, data, burst, dial);
    queue.push(queue.readable as Fifo<T>, item, bytes);
    this.#limit.count(bytes);
    return "ok";
  }

  #weigh(queue: PeerQueue<T>, data: Data, bytes: number, dial: number): Taken {
    const held = queue.heldOf(dial);
    if (this.#isUnwelcome(queue, held)) return this.#refuse(queue, bytes);
    const isDirect = held === undefined && this.#turns.isAwaited && this.#limit.canHold(bytes);
    if (!isDirect && this.#limit.isFull(bytes) && !this.#makeRoom(queue, bytes))
      return this.#refuse(queue, bytes, held);
    this.value++;
    const item = this.#items.make(queue.peer, data, queue.host.burst, dial);
    if (!isDirect) return this.#keep(queue, item, bytes, held);
    this.reads.feed(item);
    return "ok";
  }

  #isUnwelcome(queue: PeerQueue<T>, held: Held<T> | undefined): boolean {
    if (queue.isEnded || this.reads.ended || queue.backpressure?.isCut === true) return true;
    return this.#options.discard && held === undefined;
  }

  #keep(queue: PeerQueue<T>, item: T, bytes: number, held: Held<T> | undefined): Taken {
    queue.host.burst.begin();
    queue.push(held?.items ?? (queue.readable ??= queue.newFifo()), item, bytes);
    this.#levels.added(queue, bytes);
    const told = this.#judgeWrite(queue, held);
    queue.settle();
    return told;
  }

  #judgeWrite(queue: PeerQueue<T>, held: Held<T> | undefined): Taken {
    // A gate may wait for its next message: to pause it could be for ever.
    if (held !== undefined || !this.#levels.shares.isAbove(queue)) return "ok";
    const told = this.#backpressure(queue).pause();
    if (told !== "drop-oldest") return told;
    this.#dropOldest(queue);
    return "ok";
  }

  #refuse(queue: PeerQueue<T>, bytes: number, held?: Held<T>): Taken {
    const isOver = queue.isEnded || this.reads.ended;
    this.#losses.turnAway(queue, 1, bytes, isOver ? "ended" : "overflow");
    // An inbox that was ended ends no link.
    if (isOver) return queue.isEnded ? "full" : "ok";
    return queue.backpressure?.isCut === true
      ? queue.backpressure.refuse()
      : this.#judgeWrite(queue, held);
  }

  /** The worker itself had to drop so much. */
  drop(queue: PeerQueue<T>, count: number, bytes: number): void {
    if (count === 0) return;
    queue.received += count;
    queue.bytesReceived += bytes;
    this.#losses.turnAway(queue, count, bytes, queue.isEnded ? "ended" : "closing");
  }

  /** For a queue that is told to stop. */
  #backpressure(queue: PeerQueue<T>): Backpressure {
    queue.isPlain = false;
    return (queue.backpressure ??= new Backpressure(queue, this.#rules));
  }

  // --- holding ---

  /** Messages of this dial wait unseen from now on. */
  hold(queue: PeerQueue<T>, dial: number): Held<T> {
    const held = { dial, items: queue.newFifo() };
    queue.hold(held);
    return held;
  }

  /** The oldest that is held for this dial, as data; it is out of the inbox then. */
  takeHeld(queue: PeerQueue<T>, held: Held<T>): Data | undefined {
    const before = queue.bytes;
    const item = queue.shiftHeld(held);
    if (item === undefined) return undefined;
    this.#levels.removed(queue, 1, before);
    return this.#items.dataOf(item);
  }

  /** Lets readers see what was held. */
  release(queue: PeerQueue<T>, held: Held<T>): void {
    // What its gate did not receive is as unwanted as what comes later.
    if (this.#options.discard) return this.discard(queue, held);
    if (!queue.held.includes(held)) return;
    queue.release(held);
    this.#levels.place(queue);
  }

  /** Drops what was held, counted and told. */
  discard(queue: PeerQueue<T>, held: Held<T>): void {
    if (!queue.held.includes(held)) return;
    const before = queue.bytes;
    const count = queue.clearHeld(held);
    queue.letGo(held);
    if (count === 0) return;
    this.#levels.removed(queue, count, before);
    this.#losses.add(queue, count, "refused");
  }

  // --- reading ---

  get reads(): OpenReads {
    return this.#turns.reads;
  }

  get mayTake(): boolean {
    return this.#turns.reads.first === undefined;
  }

  /** One message of the peer whose turn it is; with `max`, what waits of it, but no more than so many. */
  take(max?: number): T | readonly T[] | undefined {
    this.#policy.isRead = true;
    if (max !== undefined) return this.#takeBatch(max);
    const queue = this.#turns.next();
    if (queue === undefined) return undefined;
    const before = queue.bytes;
    const item = queue.shift();
    this.#levels.removed(queue, 1, before);
    return item;
  }

  #takeBatch(max: number): readonly T[] | undefined {
    const queue = this.#turns.first;
    if (queue === undefined) return undefined;
    const before = queue.bytes;
    const batch = queue.shiftMany(Math.min(max, (queue.readable as Fifo<T>).size));
    this.#levels.removed(queue, batch.length, before);
    this.#turns.turn(queue);
    return batch;
  }

  // --- overflow ---

  /** Drops what has to go for a message of `writer`; false when that is the message itself. */
  #makeRoom(writer: PeerQueue<T>, bytes: number): boolean {
    if (!this.#limit.canHold(bytes)) return this.#deny(writer);
    while (this.#limit.isFull(bytes)) {
      const victim = this.#levels.longest(writer);
      if (victim === writer && this.#policy.overflow !== "drop-oldest") return this.#deny(writer);
      this.#hit(victim);
    }
    return true;
  }

  /** The reader had its macrotask. */
  #judge(): void {
    while (this.#limit.isExceeded) this.#hit(this.#levels.longest());
  }

  #hit(victim: PeerQueue<T>): void {
    if (this.#policy.overflow === "drop-oldest") return this.#dropOldest(victim);
    this.#deny(victim);
    const before = victim.bytes;
    victim.dropNewest();
    this.#dropped(victim, before);
  }

  #dropOldest(queue: PeerQueue<T>): void {
    const before = queue.bytes;
    queue.dropOldest();
    this.#dropped(queue, before);
  }

  #dropped(queue: PeerQueue<T>, before: number): void {
    this.#levels.removed(queue, 1, before);
    this.#losses.add(queue, 1, "overflow");
  }

  #deny(writer: PeerQueue<T>): false {
    if (this.#policy.overflow === "disconnect") this.#backpressure(writer).cut();
    return false;
  }

  // --- ends ---

  /** The worker is gone: what it still writes is dropped, what waits stays readable. Tells what is untold. */
  close(queue: PeerQueue<T>): void {
    this.#discardAll(queue);
    queue.isEnded = true;
    queue.isPlain = false;
    queue.listener = undefined;
    queue.backpressure?.end();
    queue.losses?.flush();
  }

  #discardAll(queue: PeerQueue<T>): void {
    for (const held of queue.held) this.discard(queue, held);
  }

  /** Nothing is taken any more. What waits stays readable, then readers are done, or told of the failure; no timer is left. */
  end(failure?: unknown): void {
    for (const queue of this.#turns.list()) {
      this.#discardAll(queue);
      queue.isPlain = false;
    }
    this.reads.end(failure);
    this.#limit.end();
    for (const backpressure of this.#levels.waiting) backpressure.end();
    this.#losses.end();
  }
}
