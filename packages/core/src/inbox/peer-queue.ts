// What waits of one peer, and the end at which it is written. It does not know who reads, nor what a session is.

import type { BurstClock } from "../base/burst-clock.ts";
import { Fifo } from "../base/fifo.ts";
import type { HeapEntry } from "../base/heap.ts";
import { sizeOf } from "../base/size-of.ts";
import type { Peer } from "../peer.ts";
import type { InboxWriter } from "../worker.ts";
import { Brake, type BrakeLaw } from "./brake.ts";
import { type DropCause, type LossBook, Losses } from "./losses.ts";
import { type InboxMessage, Message } from "./message.ts";
import type { Readers } from "./readers.ts";
import type { Linked, Ring } from "./ring.ts";
import type { Wall } from "./wall.ts";

/** The queues in which something waits; each is in one of the rings. */
export interface Busy {
  /** With something to read, in turn. */
  readonly ready: Ring<PeerQueue>;
  /** With nothing but what a gate holds. */
  readonly held: Ring<PeerQueue>;
}

/** What all queues of one inbox share. */
export interface Commons extends Busy, BrakeLaw {
  readonly wall: Wall;
  readonly readers: Readers;
  readonly losses: LossBook;
  readonly burst: BurstClock;
  /** Messages taken. */
  readonly counter: { value: number };
}

/** What `write` says. */
type Taken = "ok" | "pause" | "full";

/**
 * The queue of one registration of a peer. For all that was written, `received` = read + `size` + `dropped`.
 *
 * Bound: `inbox.limit`, the wall of the whole inbox. Overflow: `inbox.overflow`, counted and told. Long before
 * that, above the peer's share, `write` says `pause`; at a quarter of it `onResume` tells to go on, in a
 * microtask, so that nothing is written in the midst of a read.
 */
export class PeerQueue implements InboxWriter, Linked<PeerQueue>, HeapEntry {
  // Written by the ring that it is in, and by the wall.
  next: PeerQueue = this;
  previous: PeerQueue = this;
  key = 0;
  index = -1;
  /** Messages that wait, and their bytes; with those that are held. */
  size = 0;
  bytes = 0;
  received = 0;
  bytesReceived = 0;
  readonly #commons: Commons;
  readonly #peer: Peer;
  readonly #brake: Brake;
  /** Made when first used and released when drained. */
  #backlog: Fifo<InboxMessage> | undefined;
  #ring: Ring<PeerQueue> | undefined;
  #losses: Losses | undefined;
  #holding = false;
  /** How many of the newest are held. */
  #held = 0;
  #ended = false;

  constructor(peer: Peer, commons: Commons) {
    this.#peer = peer;
    this.#brake = new Brake(this, commons);
    this.#commons = commons;
  }

  // --- as the worker sees it ---

  write(data: string | Uint8Array, dial: number): Taken {
    const { burst, counter, readers, wall } = this.#commons;
    const bytes = sizeOf(data);
    this.received++;
    this.bytesReceived += bytes;
    if (this.#brake.isCut || this.#ended || readers.ended) return this.#refuse(bytes);
    const direct = readers.hungry && !this.#holding && wall.canHold(bytes);
    if (!direct && wall.isFull(bytes) && !wall.makeRoom(this, bytes)) return this.#refuse(bytes);
    const message = new Message(this.#peer, data, burst.wall, dial);
    counter.value++;
    if (!direct) return this.#keep(message, bytes);
    readers.feed(message);
    return "ok";
  }

  onResume(resume: () => void): void {
    this.#brake.resume = resume;
  }

  paused(): void {
    this.#brake.paused();
  }

  onFull(full: () => void): void {
    this.#brake.full = full;
  }

  drop(count: number, bytes: number = 0): void {
    if (count === 0) return;
    this.received += count;
    this.bytesReceived += bytes;
    this.#lose(count, "closing");
    if (this.#ended) this.#countLate(count, bytes);
  }

  hold(): void {
    this.#holding = true;
  }

  release(): void {
    this.#holding = false;
    this.#held = 0;
    this.#place();
  }

  discard(): void {
    const count = this.#held;
    this.#holding = false;
    if (count === 0) return;
    this.#held = 0;
    this.#dropNewest(count);
    this.#lose(count, "refused");
  }

  // --- as the pool sees it ---

  get dropped(): number {
    return this.#losses?.total ?? 0;
  }

  /** Its worker was told to pause or is going to be told to give up, and has not been told to go on. */
  get congested(): boolean {
    return this.#brake.isOn;
  }

  /** The worker is gone: what it still writes is dropped, what waits stays readable. Tells what is untold. */
  end(): void {
    this.discard();
    this.#ended = true;
    this.#brake.end();
    this.flush();
  }

  /** Its link has ended: what was paused is gone. */
  unpaused(): void {
    this.#brake.unpaused();
  }

  /** Tells at once of the drops that are not told yet. */
  flush(): void {
    this.#losses?.flush();
  }

  // --- as the inbox sees it ---

  /** The oldest that can be read; there has to be one. */
  take(): InboxMessage {
    const message = this.#waiting.shift() as InboxMessage;
    if (this.size === this.#held + 1) this.#shrunk(sizeOf(message.data));
    else this.#shorter(sizeOf(message.data));
    return message;
  }

  /** As `take`, up to `max` at once. */
  takeBatch(max: number): readonly InboxMessage[] {
    const count = Math.min(max, this.size - this.#held);
    const batch = this.#waiting.shiftMany(count);
    this.#shrunk(count === this.size ? 0 : bytesOf(batch));
    return batch;
  }

  dropOldest(): void {
    this.#held = Math.min(this.#held, this.size - 1);
    this.take();
    this.#lose(1, "overflow");
  }

  dropNewest(): void {
    this.#held = Math.max(this.#held - 1, 0);
    this.#dropNewest(1);
    this.#lose(1, "overflow");
  }

  /** Makes its link end. */
  cut(): void {
    this.#brake.cut();
  }

  #keep(message: InboxMessage, bytes: number): Taken {
    (this.#backlog ??= new Fifo()).push(message);
    this.size++;
    this.bytes += bytes;
    this.#commons.wall.rise(this, bytes);
    if (this.#holding) this.#held++;
    if (this.#ring === undefined) this.#place();
    return this.#verdict();
  }

  #verdict(): Taken {
    // A gate may wait for its next message: to pause it could be for ever.
    if (this.#holding || !this.#commons.shares.isAbove(this)) return "ok";
    return this.#brake.pause();
  }

  #refuse(bytes: number): Taken {
    const over = this.#ended || this.#commons.readers.ended;
    this.#lose(1, over ? "ended" : "overflow");
    if (this.#ended) this.#countLate(1, bytes);
    if (over) return "full";
    return this.#brake.isCut ? this.#brake.refuse() : this.#verdict();
  }

  /** The pool's totals have this peer's figures already. */
  #countLate(count: number, bytes: number): void {
    const { losses } = this.#commons;
    losses.late += count;
    losses.lateBytes += bytes;
  }

  #lose(count: number, why: DropCause): void {
    (this.#losses ??= new Losses(this.#peer, this.#commons.losses)).add(count, why);
  }

  /** What waits, where something does. */
  get #waiting(): Fifo<InboxMessage> {
    return this.#backlog as Fifo<InboxMessage>;
  }

  #dropNewest(count: number): void {
    this.#shrunk(bytesOf(this.#waiting.popMany(count)));
  }

  /** One was removed, and the next one can be read: it stays where it is. */
  #shorter(bytes: number): void {
    this.size--;
    this.bytes -= bytes;
    this.#commons.wall.fall(1, bytes);
    if (this.#brake.isOn) this.#brake.ease();
  }

  /** After so many bytes were removed. */
  #shrunk(removed: number): void {
    const { size } = this.#waiting;
    // Exactly nothing when drained: somebody may have resized or detached a buffer that waited here.
    const bytes = size === 0 ? 0 : this.bytes - removed;
    this.#commons.wall.fall(this.size - size, this.bytes - bytes);
    this.size = size;
    this.bytes = bytes;
    if (size === 0) this.#backlog = undefined;
    this.#place();
    this.#brake.ease();
  }

  /** Goes to the ring where it belongs now. */
  #place(): void {
    const { held, ready, shares, wall } = this.#commons;
    const ring = this.size > this.#held ? ready : this.size > 0 ? held : undefined;
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

function bytesOf(messages: readonly InboxMessage[]): number {
  let bytes = 0;
  for (const { data } of messages) bytes += sizeOf(data);
  return bytes;
}
