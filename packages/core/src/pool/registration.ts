// One generation of one peer in a pool: its worker, its queue, its dialer, and the rules between them.

import { abortable, type Settle } from "../base/abortable.ts";
import type { RunInContext } from "../async-context.ts";
import { boundPort } from "../base/bound.ts";
import { sizeOf } from "../base/size-of.ts";
import { ConnectionUnavailableError, linkError } from "../errors.ts";
import { describeFailure } from "../failure-words.ts";
import type { PoolInbox } from "../inbox/inbox.ts";
import type { PeerQueue } from "../inbox/peer-queue.ts";
import { checkHeadersAllowed } from "../options/http.ts";
import { inContext } from "../options/in-context.ts";
import type { SessionOptions } from "../options/options.ts";
import { type ResolvedPeerOptions, resolveSession } from "../options/resolve.ts";
import type { Peer, PeerStats } from "../peer.ts";
import { ownEnd } from "../session/leaving.ts";
import type {
  CloseOptions,
  ConnectedFacts,
  DialFailedFacts,
  DisconnectedFacts,
  EventSink,
  PoolPlugin,
  PeerState,
  StopOptions,
  Worker,
  WorkerStats,
} from "../worker.ts";
import type { PoolEvent } from "./events.ts";
import type { TargetSource } from "./dial-target.ts";
import { type DialerOwner, type DialerPool, PeerDialer } from "./peer-dialer.ts";
import { Linger, type Lingerer } from "./linger.ts";
import { peerStats } from "./peer-stats.ts";
import { RegisteredPeer } from "./registered-peer.ts";
import { Spread } from "./spread.ts";

/** The pool, as its registrations see it. */
export interface RegistrationPool extends DialerPool {
  /** What all workers are handed alike. */
  readonly common: Omit<PoolPlugin, "id" | "inbox" | "events" | "dialer" | "connectionConfig">;
  readonly inbox: PoolInbox;
  /** Throws what the application's factory throws. */
  makeWorker(options: ResolvedPeerOptions, signal: () => AbortSignal): Worker;
  tell(record: PoolEvent): void;
  remove(registration: Registration, options: CloseOptions): Promise<void>;
  /** The worker has ended; `cause` when it did so by itself with an error. */
  ended(registration: Registration, cause: unknown): void;
}

export class Registration implements EventSink, DialerOwner, Lingerer {
  readonly id: string;
  readonly peer: Peer;
  readonly worker: Worker;
  readonly #pool: RegistrationPool;
  readonly #options: ResolvedPeerOptions;
  readonly #session: SessionOptions;
  readonly #queue: PeerQueue;
  readonly #dialer: PeerDialer;
  /** Where an async context is kept. */
  readonly #run: RunInContext | undefined;
  // Made for a worker of the application: the default one looks at no signal.
  #controller: AbortController | undefined;
  #waiters: Set<Settle> | undefined;
  // Made for whoever asks, which most peers live without.
  #ended: Promise<void> | undefined;
  #resolveEnded: (() => void) | undefined;
  #spread: Spread | undefined;
  #linger: Linger | undefined;
  #isConnected = false;
  #connects = 0;
  #dial = 0;
  #stopping = false;
  #isOver = false;

  /** Throws a `ConfigError`, or what a worker factory throws; nothing is left behind then. */
  constructor(pool: RegistrationPool, options: ResolvedPeerOptions) {
    this.id = options.id;
    this.#pool = pool;
    this.#options = options;
    this.#run = pool.options.asyncContext?.capture();
    const session = inContext(options.session, this.#run);
    this.#session = resolveSession(pool.options.session, session);
    const { poolHeaders, transport } = this.source;
    checkHeadersAllowed(transport, options.headers ?? poolHeaders);
    this.worker = pool.makeWorker(options, () => (this.#controller = new AbortController()).signal);
    this.peer = new RegisteredPeer(this);
    this.#queue = pool.inbox.open(this.peer, this.#workersRun);
    this.#dialer = new PeerDialer(this, pool);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** What it is in, whatever its worker says: it is gone, or lingers and takes no sends. */
  get ending(): PeerState | undefined {
    if (this.#isOver) return "stopped";
    return this.#linger && "closing";
  }

  get source(): TargetSource {
    const { options } = this.#pool;
    return {
      peer: this.#options,
      poolHeaders: options.headers,
      transport: this.#options.transport ?? options.transport,
      readLimit: this.#session.readLimit,
    };
  }

  get ended(): Promise<void> {
    return (this.#ended ??= new Promise((resolve) => {
      if (this.#isOver) resolve();
      else this.#resolveEnded = resolve;
    }));
  }

  // --- the worker's life ---

  start(): void {
    const { worker } = this;
    started(worker, this.#plugin()).then(
      () => this.#end(undefined),
      (error: unknown) => this.#end(error),
    );
  }

  /** For callbacks of a worker of the application: the default one has none that are not bound. */
  get #workersRun(): RunInContext | undefined {
    return this.#controller && this.#run;
  }

  inContext<T>(call: () => T): T {
    return this.#run === undefined ? call() : this.#run(call);
  }

  /** Written out: spread first, it would have a hidden class of its own for every peer. */
  #plugin(): PoolPlugin {
    const { common } = this.#pool;
    const run = this.#workersRun;
    return {
      clock: boundPort(run, common.clock),
      burst: common.burst,
      random: common.random,
      signals: boundPort(run, common.signals),
      logger: common.logger,
      inboxCounter: common.inboxCounter,
      id: this.id,
      signal: this.#controller?.signal ?? common.signal,
      inbox: this.#queue,
      events: this,
      dialer: this.#dialer,
      connectionConfig: this.#session,
    };
  }

  redial(within: number = 0): void {
    if (this.ending !== undefined || this.#stopping) return;
    const act = (): void => this.worker.redial?.();
    if (within > 0) return (this.#spread ??= new Spread()).within(within, this.#pool.common, act);
    this.#spread?.cancel();
    act();
  }

  /** Makes the worker end, once and after what `linger` asks for. */
  stop(options: CloseOptions): void {
    this.#stopping = true;
    this.#spread?.cancel();
    const { linger, timeout = this.#session.stopTimeout, ...goodbye } = options;
    if (linger === undefined || !this.#isConnected) return this.#stopWorker(goodbye);
    this.#linger = new Linger(this, this.#pool.common.clock, linger, timeout, () => {
      this.#linger = undefined;
      this.#stopWorker(goodbye);
    });
    this.#linger.look();
  }

  /** Lingers no longer. */
  hurry(): void {
    this.#linger?.end();
  }

  /** A worker that does not end within `stopTimeout` is detached. */
  #stopWorker(goodbye: StopOptions): void {
    const { clock } = this.#pool.common;
    // When it is late, so is what the worker waits for: that has its turn first.
    let late = clock.schedule(this.#session.stopTimeout, () => {
      late = clock.schedule(0, () => this.#detach());
    });
    void this.ended.then(() => late.cancel());
    this.#controller?.abort(this.#unavailable());
    try {
      this.worker.stop(goodbye);
    } catch (error) {
      this.error(error);
    }
  }

  #detach(): void {
    const message = `The worker did not end within stopTimeout (${this.#session.stopTimeout} ms); it was detached.`;
    this.#pool.tell({ type: "warning", ...this.#about(), message });
    this.terminate();
  }

  /** Ends what is left of it, now. */
  terminate(): void {
    this.#dialer.cut();
    this.#end(undefined);
  }

  #end(cause: unknown): void {
    if (this.#isOver) return;
    if (this.#isConnected)
      this.disconnected({ dial: this.#dial, cause: linkError(ownEnd("live", "stopped")) });
    this.#isOver = true;
    this.#spread?.cancel();
    this.#linger?.cancel();
    this.#dialer.release();
    this.#queue.end();
    this.#pool.ended(this, cause);
    this.#settleWaiters(cause ?? this.#unavailable());
    this.#resolveEnded?.();
  }

  remove(options: CloseOptions = {}): Promise<void> {
    return this.#pool.remove(this, options);
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
    this.#pool.tell({ type: "connected", ...this.#about(), protocol, connects });
  }

  disconnected(facts: DisconnectedFacts): void {
    if (this.#isOver || !this.#isConnected) return this.#ignore("disconnected", facts.dial);
    this.#isConnected = false;
    this.#queue.unpaused();
    this.#pool.tell({ type: "disconnected", ...this.#about(), ...ending(facts) });
    this.hurry();
  }

  dialFailed(facts: DialFailedFacts): void {
    if (this.#isOver) return this.#ignore("dialfailed", facts.dial);
    if (this.#isConnected) this.#tellMissing();
    this.#dial = facts.dial;
    const { attempt, cause } = facts;
    this.#dialer.failed(cause, attempt);
    this.#pool.tell({ type: "dialfailed", ...this.#about(), ...ending(facts), attempt });
  }

  error(error: unknown): void {
    this.#pool.tell({ type: "error", ...this.#about(), error });
  }

  #tellMissing(): void {
    this.disconnected({ dial: this.#dial, cause: linkError(ownEnd("live", "lost")) });
  }

  #ignore(type: string, dial: number): void {
    this.#pool.common.logger.warn(`A worker told ${type} out of turn; it was ignored.`, {
      component: "worker",
      peer: this.id,
      dial,
    });
  }

  #about() {
    return { id: this.id, peer: this.peer, at: this.#pool.common.clock.wall(), dial: this.#dial };
  }

  /** A message that came after its dial was given up. */
  late(data: string | Uint8Array): void {
    this.#queue.drop(1, sizeOf(data));
  }

  // --- who waits for `connected` ---

  whenConnected(signal: AbortSignal | undefined): Promise<void> {
    return abortable(signal, (settle) => {
      if (this.#isOver || this.#stopping) settle(this.#unavailable());
      else if (this.#isConnected) settle();
      else (this.#waiters ??= new Set()).add(settle);
      return () => this.#waiters?.delete(settle);
    });
  }

  #settleWaiters(error: unknown): void {
    for (const settle of this.#waiters ?? []) settle(error);
    this.#waiters = undefined;
  }

  #unavailable(): ConnectionUnavailableError {
    return new ConnectionUnavailableError(this.id, "stopped");
  }

  // --- figures ---

  get received(): number {
    return this.#queue.received;
  }

  /** What the worker says of itself; one that throws says nothing. */
  ownStats(): WorkerStats {
    try {
      return this.worker.stats();
    } catch {
      return { state: this.#isOver ? "stopped" : "idle" };
    }
  }

  stats(): PeerStats {
    const { ending: state } = this;
    const own = this.ownStats();
    return peerStats(this.id, state === "closing" ? { ...own, state } : own, this.#queue);
  }
}

/** What `start` throws is a rejection like any other. */
function started(worker: Worker, plugin: PoolPlugin): Promise<void> {
  try {
    return Promise.resolve(worker.start(plugin));
  } catch (error) {
    return Promise.reject(error);
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
