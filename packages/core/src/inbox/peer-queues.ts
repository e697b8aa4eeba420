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
import { type Data, type ItemFormat, messageSize } from "./items.ts";
import { Accounting } from "./accounting.ts";
import type { Limit } from "./limit.ts";
import type { Shares } from "./shares.ts";
import { LossBook } from "./losses.ts";
import { OverflowPolicy } from "./overflow-policy.ts";
import { type Held, PeerQueue } from "./peer-queue.ts";
import type { Turns } from "./turns.ts";

type WriteAnswer = ReturnType<InboxWriter["write"]>;

/**
 * Bound: `limit`, for all queues together. Overflow: the option `overflow` is applied to the longest queue, or to the queue of the
 * writer if no other is longer; every loss is counted and told. Above a peer's share, long before the limit, `write` answers `pause`;
 * at a quarter of the share the listener is told to resume.
 */
export class PeerQueues<T> implements ReadSource {
  readonly #format: ItemFormat<T>;
  readonly #options: InboxOptions;
  readonly #policy: OverflowPolicy;
  readonly #accounting: Accounting<T>;
  // The same objects as in `#accounting`, kept here because every message needs them.
  readonly #limit: Limit;
  readonly #shares: Shares;
  readonly #turns: Turns<T>;
  readonly #rules: BackpressureRules;
  readonly #losses: LossBook;

  constructor(options: InboxOptions, clock: Clock, format: ItemFormat<T>) {
    const policy = new OverflowPolicy(options.overflow);
    const accounting = new Accounting<T>(options, clock, () => this.#judge());
    const { limit, shares, turns, waiting } = accounting;
    this.#format = format;
    this.#options = options;
    this.#policy = policy;
    this.#accounting = accounting;
    this.#limit = limit;
    this.#shares = shares;
    this.#turns = turns;
    this.#losses = new LossBook(clock, policy, options.discard);
    const { maxPause } = options;
    const isLow: BackpressureRules["isLow"] = (queue) => shares.isLow(queue);
    this.#rules = { clock, policy, maxPause, waiting, isLow };
  }

  /** The queue of a new registration. */
  open(peer: Peer, host: InboxHost): PeerQueue<T> {
    return new PeerQueue(peer, host, this.#format);
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

  /** Messages that were accepted so far. A worker reads it as `plugin.inboxCounter.value`. */
  get value(): number {
    return this.#limit.accepted;
  }

  // --- writing ---

  /** The hot path. It is short, as engines compile what a socket calls in one piece only up to a certain length. */
  write(queue: PeerQueue<T>, data: Data, dial: number): WriteAnswer {
    const { burst } = queue.host;
    const bytes = messageSize(data);
    const isOpen =
      queue.openBurst === burst.number &&
      this.#limit.hasRoom(bytes) &&
      this.#shares.hasRoom(queue, bytes);
    if (!isOpen) return this.#writeChecked(queue, data, bytes, dial);
    const item = this.#format.make(queue.peer, data, burst, dial);
    queue.append(queue.readable as Fifo<T>, item, bytes);
    this.#limit.count(bytes);
    return "ok";
  }

  #writeChecked(queue: PeerQueue<T>, data: Data, bytes: number, dial: number): WriteAnswer {
    const held = queue.heldOf(dial);
    if (this.#isUnwelcome(queue, held)) return this.#refuse(queue, bytes);
    const isDirect = held === undefined && this.#turns.isAwaited && this.#limit.canHold(bytes);
    if (!isDirect && this.#limit.isFull(bytes) && !this.#makeRoom(queue, bytes))
      return this.#refuse(queue, bytes, held);
    const item = this.#format.make(queue.peer, data, queue.host.burst, dial);
    if (!isDirect) return this.#keep(queue, item, bytes, held);
    queue.pass(1, bytes);
    this.#limit.pass();
    this.reads.feed(item);
    return "ok";
  }

  #isUnwelcome(queue: PeerQueue<T>, held: Held<T> | undefined): boolean {
    if (queue.isEnded || this.reads.ended || queue.backpressure?.isRefusing === true) return true;
    return this.#options.discard && held === undefined;
  }

  #keep(queue: PeerQueue<T>, item: T, bytes: number, held: Held<T> | undefined): WriteAnswer {
    queue.host.burst.begin();
    queue.push(held?.items ?? (queue.readable ??= queue.newFifo()), item, bytes);
    this.#accounting.added(queue, bytes);
    const told = this.#judgeWrite(queue, held);
    if (told === "drop-oldest") this.#dropOldest(queue);
    queue.updateOpenBurst();
    return told === "drop-oldest" ? "ok" : told;
  }

  #judgeWrite(queue: PeerQueue<T>, held: Held<T> | undefined): WriteAnswer | "drop-oldest" {
    // A gate may wait for its next message, which a paused socket would never bring.
    if (held !== undefined || !this.#accounting.shares.isAbove(queue)) return "ok";
    return this.#backpressure(queue).pause();
  }

  #refuse(queue: PeerQueue<T>, bytes: number, held?: Held<T>): WriteAnswer {
    const isOver = queue.isEnded || this.reads.ended;
    queue.pass(1, bytes);
    this.#losses.turnAway(queue, 1, bytes, isOver ? "ended" : "overflow");
    // An inbox that was ended ends no link.
    if (isOver) return queue.isEnded ? "full" : "ok";
    if (queue.backpressure?.isRefusing === true) return queue.backpressure.answerFull();
    // The queue is as long as it was: nothing else has to go.
    return this.#judgeWrite(queue, held) === "pause" ? "pause" : "ok";
  }

  /** Counts messages that the worker itself had to drop. */
  drop(queue: PeerQueue<T>, count: number, bytes: number): void {
    if (count === 0) return;
    queue.pass(count, bytes);
    this.#losses.turnAway(queue, count, bytes, queue.isEnded ? "ended" : "closing");
  }

  /** The backpressure of a queue, made when first needed. */
  #backpressure(queue: PeerQueue<T>): Backpressure {
    queue.closeBurst();
    return (queue.backpressure ??= new Backpressure(queue, this.#rules));
  }

  // --- holding ---

  /** Messages of this dial wait unseen from now on. */
  hold(queue: PeerQueue<T>, dial: number): Held<T> {
    const held = { dial, items: queue.newFifo() };
    queue.hold(held);
    return held;
  }

  /** Removes the oldest message that is held for this dial from the inbox, and returns its data. */
  takeHeld(queue: PeerQueue<T>, held: Held<T>): Data | undefined {
    const before = queue.bytes;
    const item = queue.shiftHeld(held);
    if (item === undefined) return undefined;
    this.#accounting.removed(queue, 1, before);
    return this.#format.dataOf(item);
  }

  /** Lets readers see what was held. */
  release(queue: PeerQueue<T>, held: Held<T>): void {
    // What its gate did not receive is as unwanted as what comes later.
    if (this.#options.discard) return this.discard(queue, held);
    if (!queue.held.includes(held)) return;
    queue.release(held);
    this.#accounting.place(queue);
  }

  /** Drops what was held, counted and told. */
  discard(queue: PeerQueue<T>, held: Held<T>): void {
    if (!queue.held.includes(held)) return;
    const before = queue.bytes;
    const count = queue.clearHeld(held);
    queue.letGo(held);
    if (count === 0) return;
    this.#accounting.removed(queue, count, before);
    this.#losses.add(queue, count, "refused");
  }

  // --- reading ---

  get reads(): OpenReads {
    return this.#turns.reads;
  }

  get mayTake(): boolean {
    return this.#turns.reads.first === undefined;
  }

  /** One message of the peer whose turn it is; with `max`, a batch of at most `max` of its messages. */
  take(max?: number): T | readonly T[] | undefined {
    this.#policy.isRead = true;
    if (max !== undefined) return this.#takeBatch(max);
    const queue = this.#turns.next();
    if (queue === undefined) return undefined;
    const before = queue.bytes;
    const item = queue.shift();
    this.#accounting.removed(queue, 1, before);
    return item;
  }

  #takeBatch(max: number): readonly T[] | undefined {
    const queue = this.#turns.first;
    if (queue === undefined) return undefined;
    const before = queue.bytes;
    const batch = queue.shiftMany(Math.min(max, (queue.readable as Fifo<T>).size));
    this.#accounting.removed(queue, batch.length, before);
    this.#turns.turn(queue);
    return batch;
  }

  // --- overflow ---

  /** Drops messages until one of `writer` fits; false when the new message itself has to be dropped. */
  #makeRoom(writer: PeerQueue<T>, bytes: number): boolean {
    if (!this.#limit.canHold(bytes)) return this.#giveUpLink(writer);
    while (this.#limit.isFull(bytes)) {
      const victim = this.#accounting.longest(writer);
      if (victim === writer && this.#policy.overflow !== "drop-oldest")
        return this.#giveUpLink(writer);
      this.#hit(victim);
    }
    return true;
  }

  /** The grace of one macrotask is over: drops messages until no more wait than the limit allows. */
  #judge(): void {
    while (this.#limit.isExceeded) this.#hit(this.#accounting.longest());
  }

  #hit(victim: PeerQueue<T>): void {
    if (this.#policy.overflow === "drop-oldest") return this.#dropOldest(victim);
    this.#giveUpLink(victim);
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
    this.#accounting.removed(queue, 1, before);
    this.#losses.add(queue, 1, "overflow");
  }

  /** Gives up the link of `writer` where `overflow` is `disconnect`. Always false: no room was made. */
  #giveUpLink(writer: PeerQueue<T>): false {
    if (this.#policy.overflow === "disconnect") this.#backpressure(writer).refuseWrites();
    return false;
  }

  // --- ends ---

  /** The worker is gone: what it still writes is dropped, what waits stays readable. Tells what is untold. */
  close(queue: PeerQueue<T>): void {
    this.#discardAll(queue);
    queue.isEnded = true;
    queue.closeBurst();
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
      queue.closeBurst();
    }
    this.reads.end(failure);
    this.#limit.end();
    for (const backpressure of this.#accounting.waiting) backpressure.end();
    this.#losses.end();
  }
}
