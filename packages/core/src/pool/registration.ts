// One generation of one peer in a pool: its worker, its queue, its dialer, and the rules between them.

import { abortable, type Settle } from "../base/abortable.ts";
import type { Clock } from "../base/clock.ts";
import { ConnectionUnavailableError, linkError } from "../errors.ts";
import { ownEnd } from "../session/leaving.ts";
import type { BurstClock } from "../base/burst-clock.ts";
import type { PeerQueue } from "../inbox/peer-queue.ts";
import { describeFailure } from "../failure-words.ts";
import type { Logger } from "../logger.ts";
import type { SessionOptions } from "../options/options.ts";
import type { PeerStats } from "../peer.ts";
import type { Signals } from "../signals.ts";
import type {
  ConnectedFacts,
  DialFailedFacts,
  DisconnectedFacts,
  EventSink,
  PoolPlugin,
  StopOptions,
  Worker,
  WorkerStats,
} from "../worker.ts";
import type { PoolEvent } from "./events.ts";
import type { PeerDialer } from "./peer-dialer.ts";
import { peerStats } from "./peer-stats.ts";
import type { RegisteredPeer } from "./registered-peer.ts";

/** What a registration is made of. */
export interface RegistrationParts {
  readonly peer: RegisteredPeer;
  readonly controller: AbortController;
  readonly worker: Worker;
  readonly queue: PeerQueue;
  readonly dialer: PeerDialer;
  readonly options: SessionOptions;
  readonly pool: RegistrationPool;
}

/** The pool, as its registrations see it. */
export interface RegistrationPool {
  readonly clock: Clock;
  readonly burst: BurstClock;
  readonly random: () => number;
  readonly signals: Signals;
  readonly logger: Logger;
  readonly inboxCounter: { readonly value: number };
  tell(record: PoolEvent): void;
  /** The worker has ended; `cause` when it did so by itself with an error. */
  ended(registration: Registration, cause: unknown): void;
}

export class Registration implements EventSink {
  readonly peer: RegisteredPeer;
  readonly worker: Worker;
  readonly queue: PeerQueue;
  readonly dialer: PeerDialer;
  readonly ended: Promise<void>;
  readonly #parts: RegistrationParts;
  readonly #waiters = new Set<Settle>();
  #resolveEnded!: () => void;
  #isConnected = false;
  #connects = 0;
  #dial = 0;
  #stopping = false;
  #isOver = false;

  constructor(parts: RegistrationParts) {
    this.#parts = parts;
    this.peer = parts.peer;
    this.worker = parts.worker;
    this.queue = parts.queue;
    this.dialer = parts.dialer;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  get id(): string {
    return this.peer.id;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  // --- the worker's life ---

  start(): void {
    const { worker } = this;
    const run = async (): Promise<void> => worker.start(this.#plugin());
    run().then(
      () => this.#end(undefined),
      (error: unknown) => this.#end(error),
    );
  }

  #plugin(): PoolPlugin {
    const { pool, controller, options } = this.#parts;
    const { clock, burst, random, signals, logger, inboxCounter } = pool;
    return {
      id: this.id,
      signal: controller.signal,
      logger,
      clock,
      burst,
      random,
      signals,
      inbox: this.queue,
      inboxCounter,
      events: this,
      dialer: this.dialer,
      connectionConfig: options,
    };
  }

  /** Makes the worker end, once; a worker that does not within `stopTimeout` is detached. */
  stop(goodbye: StopOptions): void {
    this.#stopping = true;
    const { controller, options, pool } = this.#parts;
    const late = pool.clock.schedule(options.stopTimeout, () => this.#detach());
    void this.ended.then(() => late.cancel());
    controller.abort(this.#unavailable());
    try {
      this.worker.stop(goodbye);
    } catch (error) {
      this.error(error);
    }
  }

  #detach(): void {
    const message = `The worker did not end within stopTimeout (${this.#parts.options.stopTimeout} ms); it was detached.`;
    this.#parts.pool.tell({ type: "warning", ...this.#about(), message });
    this.terminate();
  }

  /** Ends what is left of it, now. */
  terminate(): void {
    this.dialer.cut();
    this.#end(undefined);
  }

  #end(cause: unknown): void {
    if (this.#isOver) return;
    if (this.#isConnected)
      this.disconnected({ dial: this.#dial, cause: linkError(ownEnd("live", "stopped")) });
    this.#isOver = true;
    this.dialer.release();
    this.queue.end();
    const { pool } = this.#parts;
    pool.ended(this, cause);
    this.#settleWaiters(cause ?? this.#unavailable());
    this.#resolveEnded();
  }

  // --- what the worker tells: stamped, and in the order of the contract ---

  connected({ dial, protocol }: ConnectedFacts): void {
    if (this.#isOver) return this.#ignore("connected", dial);
    if (this.#isConnected) this.#tellMissing();
    this.#isConnected = true;
    this.#dial = dial;
    this.#connects++;
    this.#settleWaiters(undefined);
    const connects = this.#connects;
    this.#parts.pool.tell({ type: "connected", ...this.#about(), protocol, connects });
  }

  disconnected(facts: DisconnectedFacts): void {
    if (this.#isOver || !this.#isConnected) return this.#ignore("disconnected", facts.dial);
    this.#isConnected = false;
    this.queue.unpaused();
    this.#parts.pool.tell({ type: "disconnected", ...this.#about(), ...ending(facts) });
  }

  dialFailed(facts: DialFailedFacts): void {
    if (this.#isOver) return this.#ignore("dialfailed", facts.dial);
    if (this.#isConnected) this.#tellMissing();
    this.#dial = facts.dial;
    const { attempt, cause } = facts;
    this.dialer.failed(cause, attempt);
    this.#parts.pool.tell({ type: "dialfailed", ...this.#about(), ...ending(facts), attempt });
  }

  error(error: unknown): void {
    this.#parts.pool.tell({ type: "error", ...this.#about(), error });
  }

  #tellMissing(): void {
    this.disconnected({ dial: this.#dial, cause: linkError(ownEnd("live", "lost")) });
  }

  #ignore(type: string, dial: number): void {
    const { logger } = this.#parts.pool;
    logger.warn(`A worker told ${type} out of turn; it was ignored.`, {
      component: "worker",
      peer: this.id,
      dial,
    });
  }

  #about() {
    return { id: this.id, peer: this.peer, at: this.#parts.pool.clock.wall(), dial: this.#dial };
  }

  // --- who waits for `connected` ---

  whenConnected(signal: AbortSignal | undefined): Promise<void> {
    return abortable(signal, (settle) => {
      if (this.#isConnected) settle();
      else if (this.#isOver || this.#stopping) settle(this.#unavailable());
      else this.#waiters.add(settle);
      return () => this.#waiters.delete(settle);
    });
  }

  #settleWaiters(error: unknown): void {
    for (const settle of this.#waiters) settle(error);
    this.#waiters.clear();
  }

  #unavailable(): ConnectionUnavailableError {
    return new ConnectionUnavailableError(this.id, "stopped");
  }

  // --- figures ---

  /** What the worker says of itself; one that throws says nothing. */
  ownStats(): WorkerStats {
    try {
      return this.worker.stats();
    } catch {
      return { state: this.#isOver ? "stopped" : "idle" };
    }
  }

  stats(): PeerStats {
    return peerStats(this.id, this.ownStats(), this.queue);
  }
}

function ending({ cause, retryIn }: DisconnectedFacts) {
  return {
    cause,
    code: cause.closeCode,
    reason: cause.closeReason || describeFailure(cause),
    retryIn,
  };
}
