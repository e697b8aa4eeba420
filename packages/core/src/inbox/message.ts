// What a reader of the inbox gets, and the reading end as a type.

import type { Peer } from "../peer.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import type { Data, ItemFormat } from "./items.ts";

/** One message of one peer. `In` is the type of its data: text or bytes. */
export interface InboxMessage<In = Data> {
  readonly id: string;
  readonly peer: Peer<In>;
  /**
   * Text as a string; binary as bytes. Under `binary: "own"`, the default, they are the whole of a buffer of their own;
   * under `"view"` they may lie in the socket's read buffer: copy what you keep or transfer.
   */
  readonly data: In;
  /** Milliseconds since the epoch, when the message left the socket. */
  readonly receivedAt: number;
  /** The number of the link that it came on. */
  readonly dial: number;
}

/**
 * What a queue makes of one message. A class, as its fields are declared before they are set: engines then let all
 * messages of a burst share one number for their time, where an object literal would get a copy for each.
 */
class Message implements InboxMessage {
  readonly id: string;
  readonly peer: Peer;
  readonly data: Data;
  readonly receivedAt: number;
  readonly dial: number;

  constructor(peer: Peer, data: Data, receivedAt: number, dial: number) {
    this.id = peer.id;
    this.peer = peer;
    this.data = data;
    this.receivedAt = receivedAt;
    this.dial = dial;
  }
}

/** What the queues of an inbox keep. */
export const PEER_MESSAGES: ItemFormat<InboxMessage> = {
  make: (peer, data, burst, dial) => new Message(peer, data, burst.wall, dial),
  dataOf: ({ data }) => data,
  moved(item, data) {
    (item as { data: Data }).data = data;
    return item;
  },
};

/** How batches are read. */
export interface BatchOptions extends WaitOptions {
  /** The most messages in one batch. A batch holds messages of one peer only. Default: `Infinity`; whole number from 1, or `Infinity`. */
  readonly max?: number | undefined;
}

/**
 * Where the messages of a pool wait, or those of some of its peers: bounded, fair between peers, in order within a peer.
 *
 * Readers compete: each message goes to one. `break` leaves a loop and keeps the pool; only `pool.close()` and `end()`
 * end the iteration, after what is buffered was read.
 *
 * Bound: 1,024 calls of `next()` may be open at once, over all iterators; one more rejects with a `BackpressureError`. An open
 * call takes the next message, also where nobody waits for its promise any more. Give a `signal` to an iteration that may be given
 * up, or call `return()`: an iterator that is ended by either loses no message.
 */
export interface Inbox<In = Data> extends AsyncIterable<InboxMessage<In>> {
  /** The same as iterating the inbox, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  messages(options?: WaitOptions): AsyncIterable<InboxMessage<In>>;
  /** Hands over what one peer has waiting, whole or `max` at a time: the cheapest way to read. */
  batches(options?: BatchOptions): AsyncIterable<readonly InboxMessage<In>[]>;
  /** The next message if one waits. */
  tryRead(): InboxMessage<In> | undefined;
  /**
   * Takes no more: what waits stays readable, then readers are done. What peers still write is dropped, counted and told, and their
   * links go on. A pool ends its inboxes when it is closed.
   */
  end(): void;
  /** Messages that wait. */
  readonly size: number;
  /** Bytes that wait; a string counts its length. */
  readonly bytes: number;
  /** Messages lost so far, all of which were told by `overflow` events. */
  readonly dropped: number;
}
