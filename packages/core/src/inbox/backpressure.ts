// Pauses the source of one queue and resumes it. A worker that was told to pause is always told to resume later.

import type { Clock, Timer } from "../base/clock.ts";
import { soon } from "../base/soon.ts";
import type { InboxListener } from "../inbox-writer.ts";
import type { InboxHost } from "./inbox-host.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";

/** The queue whose length decides when its source is paused and resumed. */
export interface BackpressureQueue {
  readonly size: number;
  readonly bytes: number;
  readonly host: InboxHost;
  readonly listener: InboxListener | undefined;
}

/** What all queues of one inbox share. */
export interface BackpressureRules {
  readonly clock: Clock;
  readonly maxPause: number;
  readonly policy: OverflowPolicy;
  /** The backpressure of each source that was told to pause or to give up, or is about to be told. */
  readonly waiting: Set<Backpressure>;
  /** The queue is at or below its low-water mark. */
  isLow(queue: BackpressureQueue): boolean;
}

/**
 * After `pause` or `full`, `resume` is called once, when the queue is at its low-water mark. It is called in a microtask, so that no
 * call of `read` or `write` is re-entered. A pause that lasts for `maxPause` ends as `overflow` says: the link is given up, or it goes
 * on and its messages count against the limit. While nobody has ever read, the link goes on and the length of its queue stays the
 * same: each new message replaces the oldest one.
 */
export class Backpressure {
  readonly #queue: BackpressureQueue;
  readonly #rules: BackpressureRules;
  #isRefusing = false;
  #wasToldFull = false;
  /** The source was told to stop, and was not yet told to go on. */
  #isWaiting = false;
  #isRechecking = false;
  /** The pause lasted for `maxPause`: the source goes on, and its messages count against the limit. */
  #isOverdue = false;
  #timer: Timer | undefined;

  constructor(queue: BackpressureQueue, rules: BackpressureRules) {
    this.#queue = queue;
    this.#rules = rules;
  }

  /** Writes are refused. This ends when a write was told `full` and the queue is then at its low-water mark. */
  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  get isOn(): boolean {
    return this.#isWaiting || this.#isRefusing;
  }

  /** The answer to a write above the high-water mark. For `drop-oldest` the caller drops one message and answers `ok`. */
  pause(): "ok" | "pause" | "drop-oldest" {
    const { policy } = this.#rules;
    // The policy is `disconnect` again once somebody has read: from then on a pause is useful again.
    if (policy.overflow === "disconnect") this.#isOverdue = false;
    if (this.#isOverdue) return policy.replacesDisconnect ? "drop-oldest" : "ok";
    this.#wait();
    return "pause";
  }

  /** The source has paused. `maxPause` begins. */
  paused(): void {
    if (!this.#isWaiting) return;
    const { clock, maxPause } = this.#rules;
    this.#timer ??= clock.schedule(maxPause, () => this.#endPause());
  }

  /** Ends the count of `maxPause`: the source goes on, or no longer exists. */
  cancelPauseTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Refuses writes from now on, as the link has to be given up. The next write answers `full`, or else the listener's `full` is called. */
  refuseWrites(): void {
    if (this.#isRefusing) return;
    this.#isRefusing = true;
    this.#rules.waiting.add(this);
    soon(() => {
      const { listener } = this.#queue;
      if (!this.#isRefusing || this.#wasToldFull || listener?.full === undefined) return;
      this.answerFull();
      listener.full();
    });
  }

  /** The answer to a write that is refused. */
  answerFull(): "full" {
    this.#wasToldFull = true;
    this.#wait();
    // An empty queue cannot become shorter, so nothing else would call `recheck`.
    if (this.#queue.size === 0) this.recheck();
    return "full";
  }

  /** To be called when the queue became shorter, or its high-water mark higher. */
  recheck(): void {
    if (!this.#isWaiting || this.#isRechecking || !this.#isLow) return;
    this.#isRechecking = true;
    soon(() => {
      this.#isRechecking = false;
      // It may have been filled again, or have ended.
      if (this.#isWaiting && this.#isLow) this.#goOn();
    });
  }

  /** The queue has ended, or its inbox: a source that waits goes on. */
  end(): void {
    if (this.#isWaiting) this.#goOn();
    this.#isRefusing = false;
    this.#rules.waiting.delete(this);
  }

  get #isLow(): boolean {
    return this.#rules.isLow(this.#queue);
  }

  #wait(): void {
    this.#isWaiting = true;
    this.#rules.waiting.add(this);
  }

  #endPause(): void {
    const { policy } = this.#rules;
    const { host, listener } = this.#queue;
    this.#timer = undefined;
    policy.warn(host);
    if (policy.overflow === "disconnect") this.refuseWrites();
    else this.#isOverdue = true;
    // A listener without `full` learns of the refusal from the answer to its next write, so it has to write again.
    if (this.#isOverdue || listener?.full === undefined) listener?.resume();
  }

  #goOn(): void {
    this.#isWaiting = this.#isOverdue = false;
    this.cancelPauseTimer();
    if (this.#wasToldFull) this.#isRefusing = this.#wasToldFull = false;
    if (!this.#isRefusing) this.#rules.waiting.delete(this);
    this.#queue.listener?.resume();
  }
}
