// The inbox of a pool as its readers see it, and as the pool does: it opens queues and ends them.

import type { RunInContext } from "../async-context.ts";
import type { Clock } from "../base/clock.ts";
import { Reader } from "../base/reader.ts";
import { checkBatches, checkWait } from "../options/arguments.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Peer } from "../peer.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import type { InboxHost } from "./inbox-host.ts";
import { type BatchOptions, type Inbox, type InboxMessage, PEER_MESSAGES } from "./message.ts";
import { PeerQueues } from "./peer-queues.ts";
import { BoundWriter, PeerWriter } from "./peer-writer.ts";

export class BaseInbox implements Inbox {
  readonly #queues: PeerQueues<InboxMessage>;
  /** The object whose peers write to this inbox. */
  #owner: object | undefined;

  constructor(options: InboxOptions, clock: Clock) {
    this.#queues = new PeerQueues(options, clock, PEER_MESSAGES);
  }

  // --- as its readers see it ---

  [Symbol.asyncIterator](): AsyncIterableIterator<InboxMessage, undefined> {
    return new Reader(this.#queues);
  }

  messages(options: WaitOptions = {}): AsyncIterable<InboxMessage> {
    checkWait(options);
    const { signal } = options;
    return { [Symbol.asyncIterator]: () => new Reader(this.#queues, signal) };
  }

  batches(options: BatchOptions = {}): AsyncIterable<readonly InboxMessage[]> {
    checkBatches(options);
    const { max = Infinity, signal } = options;
    return { [Symbol.asyncIterator]: () => new Reader(this.#queues, signal, max) };
  }

  tryRead(): InboxMessage | undefined {
    return this.#queues.take() as InboxMessage | undefined;
  }

  get size(): number {
    return this.#queues.size;
  }

  get bytes(): number {
    return this.#queues.bytes;
  }

  get dropped(): number {
    return this.#queues.dropped;
  }

  end(): void {
    if (!this.isEnded) this.#queues.end();
  }

  // --- as the pool sees it ---

  get isEnded(): boolean {
    return this.#queues.reads.ended;
  }

  /** No peer of another owner writes to this inbox. */
  isFor(owner: object): boolean {
    return this.#owner === undefined || this.#owner === owner;
  }

  belongTo(owner: object): void {
    this.#owner = owner;
  }

  /** The queue of a new registration, whose callbacks are called by `run`. */
  open(peer: Peer, host: InboxHost, run?: RunInContext): PeerWriter<InboxMessage> {
    const queue = this.#queues.open(peer, host);
    return run ? new BoundWriter(this.#queues, queue, run) : new PeerWriter(this.#queues, queue);
  }
}
