// The inbox of a pool: opens a queue for each peer and lets readers have what waits in them, in turn.

import type { RunInContext } from "../async-context.ts";
import { BurstClock } from "../base/burst-clock.ts";
import type { Clock } from "../base/clock.ts";
import { checkBatches } from "../options/arguments.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Peer } from "../peer.ts";
import type { OverflowReport } from "./losses.ts";
import type { Inbox, InboxMessage } from "./message.ts";
import { BoundQueue } from "./bound-queue.ts";
import type { Commons } from "./commons.ts";
import { PeerQueue } from "./peer-queue.ts";
import { Reader } from "./reader.ts";
import { Readers } from "./readers.ts";
import { Ring } from "./ring.ts";
import { Run } from "./run.ts";
import { Shares } from "./shares.ts";
import { Wall } from "./wall.ts";

/** `tell` hears of drops: from a timer, from `end` and `flush` of a queue, and from `end` here. */
export class PoolInbox implements Inbox {
  /** The time of the burst that is being handled, for all that the pool marks per message. */
  readonly burst: BurstClock;
  readonly #commons: Commons;

  constructor(
    options: InboxOptions,
    clock: Clock,
    tell: (peer: Peer, report: OverflowReport) => void,
  ) {
    const busy = { ready: new Ring<PeerQueue>(), held: new Ring<PeerQueue>() };
    this.burst = new BurstClock(clock);
    const run = new Run();
    this.#commons = {
      ...busy,
      wall: new Wall(options, clock, busy),
      shares: new Shares(options, busy),
      readers: new Readers(busy.ready, run),
      losses: {
        total: 0,
        late: 0,
        lateBytes: 0,
        untold: new Set(),
        closed: false,
        clock,
        policy: options.overflow,
        tell,
      },
      clock,
      options,
      burst: this.burst,
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

  batches(
    options: { readonly max?: number | undefined } = {},
  ): AsyncIterable<readonly InboxMessage[]> {
    checkBatches(options);
    return {
      [Symbol.asyncIterator]: () => new Reader(this.#commons.readers, options.max ?? Infinity),
    };
  }

  tryRead(): InboxMessage | undefined {
    return this.#commons.readers.take();
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
    readers.end();
  }
}
