// The writing end of one peer's queue, as a worker sees it and as its host does.

import type { RunInContext } from "../async-context.ts";
import { bound } from "../base/bound.ts";
import type { SessionQueue } from "../host/session-queue.ts";
import type { HeldMessages, InboxListener } from "../inbox-writer.ts";
import type { Data } from "./items.ts";
import type { PeerQueue } from "./peer-queue.ts";
import type { PeerQueues } from "./peer-queues.ts";

export class PeerWriter<T> implements SessionQueue {
  readonly #queues: PeerQueues<T>;
  readonly queue: PeerQueue<T>;

  constructor(queues: PeerQueues<T>, queue: PeerQueue<T>) {
    this.#queues = queues;
    this.queue = queue;
  }

  // --- as the worker sees it ---

  write(data: Data, dial: number): "ok" | "pause" | "full" {
    return this.#queues.write(this.queue, data, dial);
  }

  drop(count: number, bytes: number = 0): void {
    this.#queues.drop(this.queue, count, bytes);
  }

  listen(listener: InboxListener): void {
    this.queue.listener = listener;
  }

  paused(): void {
    this.queue.backpressure?.paused();
  }

  hold(dial: number): HeldMessages {
    const [queues, { queue }] = [this.#queues, this];
    const held = queues.hold(queue, dial);
    return {
      take: () => queues.takeHeld(queue, held),
      release: () => queues.release(queue, held),
      discard: () => queues.discard(queue, held),
    };
  }

  get received(): number {
    return this.queue.received;
  }

  get bytesReceived(): number {
    return this.queue.bytesReceived;
  }

  // --- as the host sees it ---

  get counter(): { readonly value: number } {
    return this.#queues;
  }

  get size(): number {
    return this.queue.size;
  }

  get bytes(): number {
    return this.queue.bytes;
  }

  get dropped(): number {
    return this.queue.dropped;
  }

  cancelPauseTimer(): void {
    this.queue.backpressure?.cancelPauseTimer();
  }

  end(): void {
    this.#queues.close(this.queue);
  }
}

/** The writer of a worker that the application made. It calls the worker's listener in the async context of the registration. */
export class BoundWriter<T> extends PeerWriter<T> {
  readonly #run: RunInContext;

  constructor(queues: PeerQueues<T>, queue: PeerQueue<T>, run: RunInContext) {
    super(queues, queue);
    this.#run = run;
  }

  override listen(listener: InboxListener): void {
    const resume = bound(this.#run, () => listener.resume());
    const full = bound(this.#run, () => listener.full?.());
    super.listen(listener.full ? { resume, full } : { resume });
  }
}
