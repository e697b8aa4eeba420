// What a reader of the inbox gets, and the reading end as a type.

import type { Peer } from "../peer.ts";
import type { WaitOptions } from "../worker.ts";

/** One message of one peer. */
export interface InboxMessage {
  readonly id: string;
  readonly peer: Peer;
  /**
   * Text as a string; binary as bytes. Under `binary: "own"`, the default, they are the whole of a buffer of their own;
   * under `"view"` they may lie in the socket's read buffer: copy what you keep or transfer.
   */
  readonly data: string | Uint8Array;
  /** Milliseconds since the epoch, when the message left the socket. */
  readonly receivedAt: number;
  /** The number of the link that it came on. */
  readonly dial: number;
}

/**
 * What a queue makes of one message. A class, as its fields are declared before they are set: engines then let all
 * messages of a burst share one number for their time, where an object literal would get a copy for each.
 */
export class Message implements InboxMessage {
  readonly id: string;
  readonly peer: Peer;
  readonly data: string | Uint8Array;
  readonly receivedAt: number;
  readonly dial: number;

  constructor(peer: Peer, data: string | Uint8Array, receivedAt: number, dial: number) {
    this.id = peer.id;
    this.peer = peer;
    this.data = data;
    this.receivedAt = receivedAt;
    this.dial = dial;
  }
}

/**
 * What a message counts for in all bounds, as `sizeOf` says. Text and bytes both have it as their length, which engines read
 * in place where the byteLength of bytes is a call. A worker may write the bare buffer that a socket gave it all the same.
 */
export function messageSize(data: string | Uint8Array): number {
  const { length }: { readonly length?: number } = data;
  return length ?? (data as Uint8Array).byteLength;
}

export function bytesOf(messages: readonly InboxMessage[]): number {
  let bytes = 0;
  for (const { data } of messages) bytes += messageSize(data);
  return bytes;
}

/** How batches are read. */
export interface BatchOptions extends WaitOptions {
  /** Messages in one batch, which has at most all that one peer has waiting. Default: `Infinity`; whole number from 1, or `Infinity`. */
  readonly max?: number | undefined;
}

/**
 * The one place where messages of a pool wait: bounded, fair between peers, in order within a peer.
 *
 * Readers compete: each message goes to one. `break` leaves a loop and keeps the pool; only `pool.close()`
 * ends the iteration, after what is buffered was read.
 *
 * Bound: 1,024 calls of `next()` may be open at once, over all iterators; one more rejects with a `BackpressureError`. An open
 * call takes the next message, also where nobody waits for its promise any more: give a `signal` to what may be given up, or
 * call `return()`. Such an iterator loses no message.
 */
export interface Inbox extends AsyncIterable<InboxMessage> {
  /** The same as iterating the inbox, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  messages(options?: WaitOptions): AsyncIterable<InboxMessage>;
  /** Hands over what one peer has waiting, whole or `max` at a time: the cheapest way to read. */
  batches(options?: BatchOptions): AsyncIterable<readonly InboxMessage[]>;
  /** The next message if one waits. */
  tryRead(): InboxMessage | undefined;
  /** Messages that wait. */
  readonly size: number;
  /** Bytes that wait; a string counts its length. */
  readonly bytes: number;
  /** Messages lost so far, all of which were told by `overflow` events. */
  readonly dropped: number;
}
