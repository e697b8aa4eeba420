// The inbox of a pool: opens a queue for each peer and lets readers have what waits in them, in turn.

import type { RunInContext } from "../async-context.ts";
import { BurstClock } from "../base/burst-clock.ts";
import type { Clock } from "../base/clock.ts";
import { checkBatches, checkWait } from "../options/arguments.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Peer } from "../peer.ts";
import type { DialTarget } from "../transport.ts";
import type { WaitOptions } from "../worker.ts";
import type { OverflowReport } from "./losses.ts";
import { BoundQueue } from "./bound-queue.ts";
import type { BatchOptions, Inbox, InboxMessage } from "./message.ts";
import type { Commons } from "./commons.ts";
import { OverflowPolicy } from "./overflow-policy.ts";
import { PeerQueue } from "./peer-queue.ts";
import { Reader } from "./reader.ts";
import { Readers } from "./readers.ts";
import { Ring } from "./ring.ts";
import { Run } from "./run.ts";
import { Shares } from "./shares.ts";
import { Wall } from "./wall.ts";

/** The inbox's own, and whose memory its messages are in; see `DialTarget.binary`. */
export interface PoolInboxOptions extends InboxOptions {
  /** Whose memory its messages are in. Default: `own`. */
  readonly binary?: DialTarget["binary"];
}

/** `tell` hears of drops and `warn` of what causes them: from a timer, from `end` and `flush` of a queue, and from `end` here. */
export class PoolInbox implements Inbox {
  /** The time of the burst that is being handled, for all that the pool marks per message. */
  readonly burst: BurstClock;
  readonly #commons: Commons;

  constructor(
    options: PoolInboxOptions,
    clock: Clock,
    tell: (peer: Peer, report: OverflowReport) => void,
    warn: (message: string) => void,
  ) {
    const busy = { ready: new Ring<PeerQueue>(), held: new Ring<PeerQueue>() };
    const run = new Run();
    const views = options.binary === "view";
    // Each burst of views begins with one that is looked at.
    this.burst = new BurstClock(clock, views ? () => run.end() : undefined);
    const policy = new OverflowPolicy(options.overflow, warn);
    this.#commons = {
      ...busy,
      wall: new Wall(options, clock, busy, policy),
      shares: new Shares(options, busy),
      readers: new Readers(busy.ready, run, policy, clock),
      policy,
      losses: {
        total: 0,
        late: 0,
        lateBytes: 0,
        untold: new Set(),
        closed: false,
        clock,
        policy,
        silent: options.discard,
        tell,
      },
      clock,
      options,
      burst: this.burst,
      views,
      run,
      counter: { value: 0 },
    };
  }

  /** The queue of a new registration, whose callbacks are called by `run`. After `end` it takes nothing. */
  open(peer: Peer, run?: RunInContext): PeerQueue {
    return run ? new BoundQueue(peer, this.#commons, run) : new PeerQueue(peer, this.#commons);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<InboxMessage, undefined> {
    return new Reader(this.#commons.readers);
  }

  messages(options: WaitOptions = {}): AsyncIterable<InboxMessage> {
    checkWait(options);
    const { signal } = options;
    return { [Symbol.asyncIterator]: () => new Reader(this.#commons.readers, signal) };
  }

  batches(options: BatchOptions = {}): AsyncIterable<readonly InboxMessage[]> {
    checkBatches(options);
    const { max = Infinity, signal } = options;
    return { [Symbol.asyncIterator]: () => new Reader(this.#commons.readers, signal, max) };
  }

  tryRead(): InboxMessage | undefined {
    return this.#commons.readers.take() as InboxMessage | undefined;
  }

  get size(): number {
    return this.#settled.wall.size;
  }

  get bytes(): number {
    return this.#settled.wall.bytes;
  }

  get dropped(): number {
    return this.#commons.losses.total;
  }

  /** Messages that came after their peer's end, and their bytes; all of them dropped. */
  get late(): { readonly received: number; readonly bytesReceived: number } {
    const { late, lateBytes } = this.#commons.losses;
    return { received: late, bytesReceived: lateBytes };
  }

  /** Messages that were taken, whatever became of them. */
  get counter(): { readonly value: number } {
    const { counter, run } = this.#commons;
    return {
      get value() {
        run.end();
        return counter.value;
      },
    };
  }

  /** With what the run has done. */
  get #settled(): Commons {
    this.#commons.run.end();
    return this.#commons;
  }

  /** Nothing is taken any more. What waits stays readable, then readers are done; no timer is left. */
  end(): void {
    const { held, losses, readers, ready, wall } = this.#settled;
    for (const queue of [...ready.list(), ...held.list()]) queue.end();
    for (const untold of losses.untold) untold.flush();
    losses.closed = true;
    wall.end();
    readers.reads.end();
  }
}
