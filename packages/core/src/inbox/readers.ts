// The reading side of all queues: whose turn it is, and who waits for a message. It knows no bounds.

import type { Clock } from "../base/clock.ts";
import type { Run } from "./run.ts";
import { soon } from "../base/soon.ts";
import type { InboxMessage } from "./message.ts";
import type { PeerQueue } from "./peer-queue.ts";
import { OpenReads } from "./open-reads.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";
import type { Source } from "./reader.ts";
import type { Ring } from "./ring.ts";

export class Readers implements Source {
  readonly #ready: Ring<PeerQueue>;
  readonly #run: Run;
  readonly #policy: OverflowPolicy;
  readonly reads: OpenReads;
  #waking = false;

  constructor(ready: Ring<PeerQueue>, run: Run, policy: OverflowPolicy, clock: Clock) {
    this.reads = new OpenReads(clock);
    this.#ready = ready;
    this.#run = run;
    this.#policy = policy;
  }

  /** One message of the peer whose turn it is; with `max`, a batch. */
  take(max?: number): InboxMessage | readonly InboxMessage[] | undefined {
    if (max !== undefined) return this.#takeBatch(max);
    const ready = this.#ready;
    if (this.#run.canTake) return this.#run.take();
    this.#policy.isRead = true;
    if (ready.left <= 0) ready.turn();
    if (ready.first === undefined) return undefined;
    ready.left--;
    return ready.first.take();
  }

  /** What waits of the peer whose turn it is, but no more than `max`. */
  #takeBatch(max: number): readonly InboxMessage[] | undefined {
    this.#policy.isRead = true;
    const { first } = this.#ready;
    const batch = first?.takeBatch(max);
    if (this.#ready.first === first) this.#ready.turn();
    return batch;
  }

  /** A message need not be queued: a reader waits for one, and none is before it. */
  get hungry(): boolean {
    if (this.#ready.first !== undefined) return false;
    const { first } = this.reads;
    // A message of a batch waits for the rest of its burst.
    return first !== undefined && first.max === undefined;
  }

  /** Something can be read. Those who wait see it in a microtask, when all of its burst is there. */
  wake(): void {
    if (this.#waking || this.idle) return;
    this.#waking = true;
    soon(this.#serve);
  }

  get idle(): boolean {
    return this.reads.first === undefined;
  }

  readonly #serve = (): void => {
    this.#waking = false;
    this.reads.serve();
  };
}
