// What one queue takes and gives in a row, without a look at bounds and turns for each message.

import { Fifo } from "../base/fifo.ts";
import { type InboxMessage, messageSize } from "./message.ts";

/** Messages, and their bytes. */
export interface Amount {
  readonly messages: number;
  readonly bytes: number;
}

export const nothing: Amount = { messages: 0, bytes: 0 };

/** Of no run: what was in it is held by nobody. */
const none = /* @__PURE__ */ new Fifo<InboxMessage>();

export function least(a: Amount, b: Amount): Amount {
  return { messages: Math.min(a.messages, b.messages), bytes: Math.min(a.bytes, b.bytes) };
}

/** Whose run it is. */
export interface Runner {
  /** So much was written and taken since the run began. */
  book(written: Amount, taken: Amount): void;
}

/**
 * One for a whole inbox, as a burst comes from one socket and is read at a stretch. It begins with what surely fits and with
 * what is to be read next: up to there a message costs a count. Whoever looks at a sum, or changes one, ends it before.
 */
export class Run {
  #owner: Runner | undefined;
  #fifo = none;
  // What was allowed, and what of it is left.
  #room: Amount = nothing;
  #left = 0;
  #leftBytes = 0;
  #turn = 0;
  #ahead = 0;
  #takenBytes = 0;

  /** So much may be written to `fifo`, and so many are to be read of it. */
  begin(owner: Runner, fifo: Fifo<InboxMessage>, room: Amount, turn: number): void {
    this.#owner = owner;
    this.#fifo = fifo;
    this.#room = room;
    this.#left = room.messages;
    this.#leftBytes = room.bytes;
    this.#turn = this.#ahead = turn;
  }

  canWrite(owner: Runner, bytes: number): boolean {
    return this.#owner === owner && this.#left > 0 && this.#leftBytes >= bytes;
  }

  write(message: InboxMessage, bytes: number): void {
    this.#left--;
    this.#leftBytes -= bytes;
    this.#fifo.push(message);
  }

  get canTake(): boolean {
    return this.#ahead > 0;
  }

  take(): InboxMessage {
    const message = this.#fifo.shift() as InboxMessage;
    this.#takenBytes += messageSize(message.data);
    this.#ahead--;
    if (this.#ahead === 0) this.end();
    return message;
  }

  end(): void {
    const owner = this.#owner;
    if (owner === undefined) return;
    const { messages, bytes } = this.#room;
    const written = { messages: messages - this.#left, bytes: bytes - this.#leftBytes };
    const taken = { messages: this.#turn - this.#ahead, bytes: this.#takenBytes };
    this.#owner = undefined;
    this.#fifo = none;
    this.#room = nothing;
    this.#left = this.#leftBytes = this.#turn = this.#ahead = this.#takenBytes = 0;
    owner.book(written, taken);
  }
}
