// What waits of one peer under `binary: "view"`, where messages are parts of shared buffers: it holds little more than it counts.

import { Fifo } from "../base/fifo.ts";
import { type InboxMessage, messageSize } from "./message.ts";

/** Buffers of fewer bytes are not worth a look. */
const LOOK_FROM = 4_096;

/** Undefined for text, and for a bare buffer that a worker wrote. */
const bufferOf = ({ data }: InboxMessage): ArrayBufferLike | undefined =>
  (data as Partial<Uint8Array>).buffer;

/**
 * A message of one byte holds all of the buffer that it is a part of. Where the buffers are more than twice as long as what waits,
 * each message becomes a copy of its own, once. Messages of one buffer come in a row, so that a buffer is known by its being
 * another one than the last. To look at the buffer of a message is a call; so that is done for those alone which have outlived
 * the burst in which they came.
 *
 * Bound: what waits holds no more than three times its bytes, `LOOK_FROM`, and the buffers of the latest burst. Its price is
 * spread: as many bytes have to come as wait, before they are looked at again.
 */
export class ViewFifo extends Fifo<InboxMessage> {
  /** Messages of the latest burst, which is not complete. */
  fresh = 0;
  #burst = 0;
  /** The same since the last copies were made. Some of both may have been read. */
  #views = 0;
  #last: ArrayBufferLike | undefined;
  /** Bytes of all buffers, at most; and from how many on there is a look. */
  #held = 0;
  #most = LOOK_FROM;

  /** To be called before a push, in that burst, while so many bytes wait. Makes copies where those before it hold too much. */
  weigh(burst: number, bytes: number): void {
    if (burst !== this.#burst) this.#end(bytes);
    this.#burst = burst;
    this.fresh++;
  }

  /** A burst is complete. */
  #end(bytes: number): void {
    for (const message of this.#newest(this.fresh)) this.#held += this.#grown(message);
    this.#views += this.fresh;
    this.fresh = 0;
    if (this.#held > this.#most && this.#held > 2 * bytes) this.#look(bytes);
  }

  #look(bytes: number): void {
    const views = this.#newest(this.#views);
    this.#last = undefined;
    // All but the views is as long as it counts.
    this.#held = bytes;
    for (const view of views) this.#held += this.#grown(view) - messageSize(view.data);
    if (this.#held > 2 * bytes) {
      for (const view of views) own(view);
      this.#views = 0;
      this.#last = undefined;
      this.#held = bytes;
    }
    this.#most = this.#held + Math.max(LOOK_FROM, bytes);
  }

  /** By the buffer of a message, where it is not that of the one before. */
  #grown(message: InboxMessage): number {
    const buffer = bufferOf(message) as ArrayBufferLike;
    if (buffer === this.#last) return 0;
    this.#last = buffer;
    return buffer.byteLength;
  }

  /** Those of the newest that are views. */
  #newest(count: number): InboxMessage[] {
    const newest: InboxMessage[] = [];
    for (let at = Math.max(0, this.size - count); at < this.size; at++) {
      const message = this.at(at) as InboxMessage;
      if (bufferOf(message) !== undefined) newest.push(message);
    }
    return newest;
  }
}

function own(view: { data: InboxMessage["data"] }): void {
  const data = view.data as Uint8Array;
  // One that was detached meanwhile is empty. This `slice` copies every kind of bytes, and keeps the kind.
  if (data.buffer.byteLength > data.length) view.data = Uint8Array.prototype.slice.call(data);
}
