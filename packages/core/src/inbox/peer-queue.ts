// What waits of one peer, and the end at which it is written. It does not know who reads, nor what a session is.

import { Fifo } from "../base/fifo.ts";
import type { HeapEntry } from "../base/heap.ts";
import type { Peer } from "../peer.ts";
import type { InboxWriter } from "../worker.ts";
import { Brake } from "./brake.ts";
import type { Commons } from "./commons.ts";
import { type DropCause, Losses } from "./losses.ts";
import { bytesOf, type InboxMessage, Message, messageSize } from "./message.ts";
import type { Linked, Ring } from "./ring.ts";
import { type Amount, least, nothing, type Runner } from "./run.ts";
import { ViewFifo } from "./view-fifo.ts";

type Taken = ReturnType<InboxWriter["write"]>;

/**
 * The queue of one registration of a peer. For all that was written, `received` = read + `size` + `dropped`.
 *
 * Bound: `inbox.limit`, the wall of the whole inbox. Overflow: `inbox.overflow`, counted and told. Long before that, above the
 * peer's share, `write` says `pause`; at a quarter of it `onResume` tells to go on, in a microtask, in the midst of no read.
 */
export class PeerQueue implements InboxWriter, Linked<PeerQueue>, HeapEntry, Runner {
  next: PeerQueue = this;
  previous: PeerQueue = this;
  key = 0;
  index = -1;
  #size = 0;
  #bytes = 0;
  #received = 0;
  #bytesReceived = 0;
  readonly #commons: Commons;
  readonly #peer: Peer;
  readonly brake: Brake;
  // Made when first used and released when drained.
  #backlog: Fifo<InboxMessage> | undefined;
  #ring: Ring<PeerQueue> | undefined;
  #losses: Losses | undefined;
  #holding = false;
  /** How many of the newest are held. */
  #held = 0;
  #ended = false;

  constructor(peer: Peer, commons: Commons) {
    this.#peer = peer;
    this.brake = new Brake(this, commons);
    this.#commons = commons;
  }

  // --- as the worker sees it ---

  write(data: string | Uint8Array, dial: number): Taken {
    const { burst, run } = this.#commons;
    const bytes = messageSize(data);
    if (run.canWrite(this, bytes)) {
      run.write(new Message(this.#peer, data, burst.wall, dial), bytes);
      return "ok";
    }
    run.end();
    return this.#weigh(data, bytes, dial);
  }

  #weigh(data: string | Uint8Array, bytes: number, dial: number): Taken {
    const { burst, counter, losses, readers, wall } = this.#commons;
    this.#received++;
    this.#bytesReceived += bytes;
    const isUnwanted = losses.silent && !this.#holding;
    if (this.brake.isCut || this.#ended || readers.reads.ended || isUnwanted)
      return this.#refuse(bytes);
    const direct = readers.hungry && !this.#holding && wall.canHold(bytes);
    if (!direct && wall.isFull(bytes) && !wall.makeRoom(this, bytes)) return this.#refuse(bytes);
    const message = new Message(this.#peer, data, burst.wall, dial);
    counter.value++;
    if (!direct) return this.#keep(message, bytes);
    readers.reads.feed(message);
    return "ok";
  }

  get #settled(): this {
    this.#commons.run.end();
    return this;
  }

  onResume(resume: () => void): void {
    this.brake.resume = resume;
  }

  paused(): void {
    this.brake.paused();
  }

  unpaused(): void {
    this.brake.unpaused();
  }

  onFull(full: () => void): void {
    this.brake.full = full;
  }

  drop(count: number, bytes: number = 0): void {
    if (count === 0) return;
    this.#received += count;
    this.#bytesReceived += bytes;
    this.#turnAway(count, bytes, "closing");
  }

  hold(): void {
    this.#settled.#holding = true;
  }

  release(): void {
    // What its gate did not receive is as unwanted as what comes later.
    if (this.#commons.losses.silent) return this.discard();
    this.#settled.#holding = false;
    this.#held = 0;
    this.#place();
  }

  discard(): void {
    const count = this.#settled.#held;
    this.#holding = false;
    if (count === 0) return;
    this.#held = 0;
    this.#shrunk(bytesOf(this.#waiting.popMany(count)));
    this.#lose(count, "refused");
  }

  takeHeld(): string | Uint8Array | undefined {
    if (this.#settled.#held === 0) return undefined;
    const { data } = this.#waiting.removeAt(this.#size - this.#held--);
    this.#shrunk(messageSize(data));
    return data;
  }

  get received(): number {
    return this.#settled.#received;
  }

  get bytesReceived(): number {
    return this.#settled.#bytesReceived;
  }

  // --- as the pool sees it ---

  /** Messages that wait, and their bytes; with those that are held. */
  get size(): number {
    return this.#settled.#size;
  }

  get bytes(): number {
    return this.#settled.#bytes;
  }

  get dropped(): number {
    return this.#losses?.total ?? 0;
  }

  /** The worker is gone: what it still writes is dropped, what waits stays readable. Tells what is untold. */
  end(): void {
    this.discard();
    this.#ended = true;
    this.brake.end();
    this.flush();
  }

  /** Tells at once of the drops that are not told yet. */
  flush(): void {
    this.#losses?.flush();
  }

  // --- as the inbox sees it ---

  /** Its oldest; there has to be one that can be read. */
  take(): InboxMessage {
    this.#commons.run.end();
    const message = this.#waiting.shift() as InboxMessage;
    this.#shrunk(messageSize(message.data));
    if (this.#size > this.#held) this.#begin(this.#size - this.#held);
    return message;
  }

  /** Its oldest, up to `max`. */
  takeBatch(max: number): readonly InboxMessage[] {
    const count = Math.min(max, this.size - this.#held);
    const batch = this.#waiting.shiftMany(count);
    this.#shrunk(count === this.#size ? 0 : bytesOf(batch));
    return batch;
  }

  book(written: Amount, taken: Amount): void {
    this.#received += written.messages;
    this.#bytesReceived += written.bytes;
    this.#size += written.messages;
    this.#bytes += written.bytes;
    const { counter, ready, views, wall } = this.#commons;
    counter.value += written.messages;
    wall.grow(written);
    if (views) (this.#backlog as ViewFifo).fresh += written.messages;
    if (taken.messages === 0) return;
    ready.left -= taken.messages;
    this.#shrunk(taken.bytes);
  }

  dropOldest(): void {
    this.#held = Math.min(this.#held, this.size - 1);
    this.#shrunk(messageSize((this.#waiting.shift() as InboxMessage).data));
    this.#lose(1, "overflow");
  }

  dropNewest(): void {
    this.#commons.run.end();
    this.#held = Math.max(this.#held - 1, 0);
    this.#shrunk(bytesOf(this.#waiting.popMany(1)));
    this.#lose(1, "overflow");
  }

  #keep(message: InboxMessage, bytes: number): Taken {
    const { burst, views, wall } = this.#commons;
    burst.begin();
    const backlog = (this.#backlog ??= views ? new ViewFifo() : new Fifo());
    if (views) (backlog as ViewFifo).enter(burst.count);
    backlog.push(message);
    this.#size++;
    this.#bytes += bytes;
    wall.rise(this, bytes);
    if (this.#holding) this.#held++;
    if (this.#ring === undefined) this.#place();
    const taken = this.#verdict();
    if (this.#size > 1) this.#begin(0);
    return taken;
  }

  /** Begins a run of writes that are above no bound, and of so many reads; not where each has to be looked at. */
  #begin(readable: number): void {
    const { ready, run, shares, views, wall } = this.#commons;
    if (this.brake.isOn || wall.alert) return;
    // A run of views that a read begins is ended by no burst, so that a write has to be looked at.
    const isClosed = this.#holding || this.#ended || (views && readable > 0);
    const room = isClosed ? nothing : least(shares.roomFor(this), wall.room);
    const turn = ready.size > 1 ? Math.min(readable, ready.left) : readable;
    run.begin(this, this.#waiting, room, turn);
  }

  #verdict(): Taken {
    // A gate may wait for its next message: to pause it could be for ever.
    if (this.#holding || !this.#commons.shares.isAbove(this)) return "ok";
    return this.brake.pause();
  }

  #refuse(bytes: number): Taken {
    const over = this.#ended || this.#commons.readers.reads.ended;
    this.#turnAway(1, bytes, over ? "ended" : "overflow");
    if (over) return "full";
    return this.brake.isCut ? this.brake.refuse() : this.#verdict();
  }

  /** What came is lost at once. */
  #turnAway(count: number, bytes: number, why: DropCause): void {
    this.#lose(count, why);
    // The pool's totals have the figures of an ended peer already.
    if (this.#ended) this.#losses?.addLate(count, bytes);
  }

  #lose(count: number, why: DropCause): void {
    (this.#losses ??= new Losses(this.#peer, this.#commons.losses)).add(count, why);
  }

  get #waiting(): Fifo<InboxMessage> {
    return this.#backlog as Fifo<InboxMessage>;
  }

  /** After so many bytes were removed. */
  #shrunk(removed: number): void {
    const { size } = this.#waiting;
    // Exactly nothing when drained: somebody may have resized or detached a buffer that waited here.
    const bytes = size === 0 ? 0 : this.#bytes - removed;
    this.#commons.wall.fall(this.#size - size, this.#bytes - bytes);
    this.#size = size;
    this.#bytes = bytes;
    if (size === 0) this.#backlog = undefined;
    this.#place();
    this.brake.ease();
  }

  /** Goes to the ring where it belongs now. */
  #place(): void {
    const { held, ready, shares, wall } = this.#commons;
    const ring = this.#size > this.#held ? ready : this.#size > 0 ? held : undefined;
    if (ring === this.#ring) return;
    this.#ring?.remove(this);
    ring?.add(this);
    this.#ring = ring;
    if (ring === ready) this.#commons.readers.wake();
    if (ring !== undefined) return;
    wall.left(this);
    shares.grown();
  }
}
