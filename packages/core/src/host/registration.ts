// One session at its host: its worker, its queue, its dialer, and the rules between them.

import type { RunInContext } from "../async-context.ts";
import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { sizeOf } from "../base/size-of.ts";
import { withHeaders } from "../base/with-headers.ts";
import { ConnectionUnavailableError, linkError } from "../errors.ts";
import { endFacts } from "./end-facts.ts";
import { checkHeadersAllowed } from "../options/http.ts";
import { inContext } from "../options/in-context.ts";
import type { SessionOptions } from "../options/options.ts";
import type { ResolvedPeer, ResolvedPeerOptions } from "../options/resolve.ts";
import { resolveSession } from "../options/resolve-session.ts";
import type { CloseOptions, Peer, RegisteredStats } from "../peer.ts";
import { ownEnd } from "../session/leaving.ts";
import type { AlarmTimers } from "../worker/alarms.ts";
import type { SessionListener, SessionOwner } from "../worker/session-owner.ts";
import { SessionWorker } from "../worker/session-worker.ts";
import type {
  ConnectedFacts,
  DialFailedFacts,
  DisconnectedFacts,
  EventSink,
  WorkerStats,
} from "../worker.ts";
import type { SessionState } from "../session-state.ts";
import type { StopOptions } from "../peer.ts";
import { transportOf } from "../dialing/dial-target.ts";
import { type DialerOwner, PeerDialer } from "../dialing/peer-dialer.ts";
import type { CommonParts, Host, RegisteredWorker } from "./host.ts";
import type { SessionQueue } from "./session-queue.ts";
import { detached } from "../words/warnings.ts";
import { DelayedActions, type DelayedOwner } from "./delayed-actions.ts";
import { peerStats } from "./peer-stats.ts";
import { Waiters } from "./waiters.ts";

export class Registration implements EventSink, DialerOwner, DelayedOwner, SessionOwner {
  readonly id: string;
  readonly peer: Peer;
  readonly worker: RegisteredWorker;
  readonly host: Host;
  readonly options: ResolvedPeerOptions;
  readonly connectionConfig: SessionOptions;
  readonly inbox: SessionQueue;
  readonly dialer: PeerDialer;
  /** Calls in the async context in which the peer was registered; undefined where the pool has no `asyncContext`. */
  readonly runInContext: RunInContext | undefined;
  #waiters: Waiters | undefined;
  // The promise is made when it is first read, as most peers never need it.
  #ended: Promise<void> | undefined;
  #resolveEnded: (() => void) | undefined;
  #delayed: DelayedActions | undefined;
  #isConnected = false;
  #connects = 0;
  #dial = 0;
  #stopping = false;
  #isOver = false;

  /** Throws a `ConfigError`, or what a worker factory throws; nothing is left behind then. */
  constructor(host: Host, { options, address }: ResolvedPeer) {
    this.id = options.id;
    this.options = options;
    this.host = host;
    this.runInContext = host.options.asyncContext?.capture();
    const given = inContext(options, this.runInContext);
    this.connectionConfig = resolveSession(given, host.options.session);
    const transport = transportOf(options, host.options);
    checkHeadersAllowed(transport, options.headers ?? host.options.headers);
    this.worker = host.makeWorker(this);
    this.peer = host.handle(this);
    // The callbacks of the default worker are bound to the async context already.
    const run = this.worker instanceof SessionWorker ? undefined : this.runInContext;
    this.inbox = host.openQueue(this.peer, options, run);
    this.dialer = new PeerDialer(this, host, address?.origin);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get budget(): MacrotaskBudget {
    return this.host.budget;
  }

  /** The session takes no sends any more. */
  get isStopping(): boolean {
    return this.#stopping || this.#isOver;
  }

  get readLimit(): number {
    return this.connectionConfig.readLimit;
  }

  get ended(): Promise<void> {
    return (this.#ended ??= new Promise((resolve) => {
      if (this.#isOver) resolve();
      else this.#resolveEnded = resolve;
    }));
  }

  // --- the worker's life ---

  start(): void {
    this.worker.run();
  }

  inContext<T>(call: () => T): T {
    return this.runInContext === undefined ? call() : this.runInContext(call);
  }

  // --- as its session sees it ---

  get common(): CommonParts {
    return this.host.common;
  }

  get timers(): AlarmTimers {
    return this.host.common.clock;
  }

  get events(): EventSink {
    return this;
  }

  subscribe(session: SessionListener): void {
    this.inbox.listen(session);
    this.common.environment.join(session);
  }

  // --- what the application does to it ---

  redial(within: number): void {
    if (this.isStopping) return;
    const act = (): void => this.inContext(() => this.worker.redial());
    if (within > 0) return this.#delay().redial(within, act);
    this.#delayed?.cancel();
    act();
  }

  #delay(): DelayedActions {
    return (this.#delayed ??= new DelayedActions(this, this.common));
  }

  /** Makes the worker end, after a linger where `linger` is set. To be called once. */
  stop(options: CloseOptions): void {
    this.#stopping = true;
    this.#delayed?.cancel();
    const { linger, timeout = this.connectionConfig.stopTimeout } = options;
    const goodbye = (): void => this.inContext(() => this.#stopWorker(options));
    if (linger === undefined || !this.#isConnected) goodbye();
    else this.#delay().linger(linger, timeout, goodbye);
  }

  /** Ends a linger: the goodbye begins now. */
  endLinger(): void {
    this.#delayed?.endLinger();
  }

  /** A worker that does not end within `stopTimeout` is detached. */
  #stopWorker(goodbye: StopOptions): void {
    const { clock } = this.common;
    // When this timer is late, the worker's own timers are late too. The second timer lets them run first.
    let timer = clock.schedule(this.connectionConfig.stopTimeout, () => {
      timer = clock.schedule(0, () => this.#detach());
    });
    void this.ended.then(() => timer.cancel());
    this.worker.stop(goodbye);
  }

  #detach(): void {
    const message = detached(this.connectionConfig.stopTimeout);
    this.host.tell({ type: "warning", ...this.#about(), message });
    this.terminate();
  }

  /** Ends the session now, with its links. The linger is ended first, so that its link ends as `stopped` and not as `lost`. */
  terminate(): void {
    this.endLinger();
    this.dialer.cut();
    this.workerEnded(undefined);
  }

  workerEnded(cause: unknown): void {
    if (this.#isOver) return;
    if (this.#isConnected) this.tellEnd("stopped");
    this.#isOver = true;
    this.#delayed?.cancel();
    this.dialer.release();
    this.inbox.end();
    this.common.environment.leave(this.worker);
    this.host.workerEnded(this, cause);
    this.#waiters?.settle(cause ?? this.unavailable());
    this.#resolveEnded?.();
  }

  close(options: CloseOptions = {}): Promise<void> {
    return this.host.close(this, options);
  }

  // --- what the worker tells, in the order of the contract; it is stamped here ---

  get isConnected(): boolean {
    return this.#isConnected;
  }

  connected({ dial, protocol, headers }: ConnectedFacts): void {
    this.#isConnected = true;
    this.#dial = dial;
    const connects = ++this.#connects;
    this.#waiters?.settle(undefined);
    const record = { type: "connected" as const, ...this.#about(), protocol, connects };
    this.host.tell(withHeaders(record, headers));
  }

  disconnected(facts: DisconnectedFacts): void {
    // A listener may have terminated the session during the worker's step. `workerEnded` has told `disconnected` then.
    if (this.#isOver) return;
    this.#isConnected = false;
    this.inbox.cancelPauseTimer();
    this.host.tell({ type: "disconnected", ...this.#about(), ...endFacts(facts) });
    this.endLinger();
  }

  dialFailed(facts: DialFailedFacts): void {
    this.#dial = facts.dial;
    const { attempt, cause } = facts;
    this.dialer.failed(cause);
    this.host.tell({ type: "dialfailed", ...this.#about(), ...endFacts(facts), attempt });
  }

  error(error: unknown): void {
    this.host.tell({ type: "error", ...this.#about(), error });
  }

  /** Tells a `disconnected` that the worker has not told. */
  tellEnd(kind: "lost" | "stopped"): void {
    this.disconnected({ dial: this.#dial, cause: linkError(ownEnd("live", kind), this.id) });
  }

  #about() {
    return { id: this.id, peer: this.peer, at: this.common.clock.wall(), dial: this.#dial };
  }

  // --- what its dialer tells ---

  reachable(): void {
    this.worker.reachable();
  }

  /** A message that came after its dial was given up. */
  late(data: string | Uint8Array): void {
    this.inbox.drop(1, sizeOf(data));
  }

  // --- who waits for `connected` ---

  async whenConnected(signal: AbortSignal | undefined): Promise<void> {
    const isAborted = signal?.aborted === true;
    if (!isAborted && this.isStopping) throw this.unavailable();
    if (!isAborted && this.#isUsable) return;
    await (this.#waiters ??= new Waiters()).wait(signal, () => this.ownStats().lastFailure);
  }

  /** `connected` was told, and the link is not ending. */
  get #isUsable(): boolean {
    return this.#isConnected && this.state !== "ending";
  }

  unavailable(): ConnectionUnavailableError {
    return new ConnectionUnavailableError(this.id, "stopped", this.ownStats().lastFailure);
  }

  // --- figures ---

  get received(): number {
    return this.inbox.received;
  }

  get state(): SessionState {
    return this.#delayed?.lingers ? "closing" : this.worker.state;
  }

  /** The figures of the worker. While the session lingers its state is `closing`, as it takes no sends. */
  ownStats(): WorkerStats {
    const stats = this.worker.stats();
    return this.#delayed?.lingers ? { ...stats, state: "closing" } : stats;
  }

  stats(): RegisteredStats {
    return peerStats(this.id, this.ownStats(), this.inbox);
  }
}
