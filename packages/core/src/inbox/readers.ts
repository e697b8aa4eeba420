// The reading side of all queues: whose turn it is, and who waits for a message. It knows no bounds.

import type { Run } from "./run.ts";
import { soon } from "../base/soon.ts";
import type { InboxMessage } from "./message.ts";
import type { PeerQueue } from "./peer-queue.ts";
import type { InboxReader } from "./inbox-reader.ts";
import { OpenReads } from "./open-reads.ts";
import type { Ring } from "./ring.ts";

export class Readers {
  readonly #ready: Ring<PeerQueue>;
  readonly #run: Run;
  readonly reads: OpenReads<InboxReader<unknown>> = new OpenReads();
  #waking = false;
  /** Somebody has read, or tried to. */
  used = false;

  constructor(ready: Ring<PeerQueue>, run: Run) {
    this.#ready = ready;
    this.#run = run;
  }

  /** One message of the peer whose turn it is. */
  take(): InboxMessage | undefined {
    const ready = this.#ready;
    if (this.#run.canTake) return this.#run.take();
    this.used = true;
    if (ready.left <= 0) ready.turn();
    if (ready.first === undefined) return undefined;
    ready.left--;
    return ready.first.take();
  }

  /** What waits of the peer whose turn it is, but no more than `max`. */
  takeBatch(max: number): readonly InboxMessage[] | undefined {
    this.used = true;
    const { first } = this.#ready;
    const batch = first?.takeBatch(max);
    if (this.#ready.first === first) this.#ready.turn();
    return batch;
  }

  /** A message need not be queued: a reader waits for one, and none is before it. */
  get hungry(): boolean {
    return this.#ready.first === undefined && this.reads.first?.single === true;
  }

  /** Something can be read. Those who wait see it in a microtask, when all of its burst is there. */
  wake(): void {
    if (this.#waking || this.idle) return;
    this.#waking = true;
    soon(this.#serve);
  }

  /** Nobody waits who has to be served before one who comes now. */
  get idle(): boolean {
    return this.reads.first === undefined;
  }

  readonly #serve = (): void => {
    this.#waking = false;
    this.reads.serve();
  };
}
