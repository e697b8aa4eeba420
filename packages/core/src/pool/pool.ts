// The pool: registers peers, gives them workers, and is the one surface of events, inbox and figures.

import { AlarmClock } from "../base/alarm-clock.ts";
import { GuardedEventTarget } from "../base/guarded-event-target.ts";
import { onAbort } from "../base/on-abort.ts";
import { PeerExistsError, PoolClosedError, ReentrancyError } from "../errors.ts";
import { PoolInbox } from "../inbox/inbox.ts";
import type { Inbox } from "../inbox/message.ts";
import { checkClose, checkCloseLimits, checkWorker } from "../options/arguments.ts";
import { checkHeadersAllowed } from "../options/http.ts";
import type { PeerOptions, PoolOptions } from "../options/options.ts";
import {
  type ResolvedPeerOptions,
  type ResolvedPoolOptions,
  resolvePeerOptions,
  resolvePoolOptions,
  resolveSession,
} from "../options/resolve.ts";
import type { Logger } from "../logger.ts";
import type { Peer, PeerStats, PoolStats } from "../peer.ts";
import type { MessageData, Transport } from "../transport.ts";
import { DefaultWorker } from "../worker/default-worker.ts";
import type { StopOptions, Worker } from "../worker.ts";
import { DialLimiter } from "./dial-limiter.ts";
import { EventLog } from "./event-log.ts";
import { type PoolEvent, type PoolEventMap, SkepEvent } from "./events.ts";
import { logRecord } from "./log-record.ts";
import { PeerDialer } from "./peer-dialer.ts";
import { PoolSignals } from "./pool-signals.ts";
import { Registry } from "./registry.ts";
import { RegisteredPeer } from "./registered-peer.ts";
import { Registration, type RegistrationPool } from "./registration.ts";
import { safeLogger } from "./safe-logger.ts";

/** How a pool is closed. */
export interface CloseOptions extends StopOptions {
  /** Milliseconds after which everything left is terminated. Default: each worker's `stopTimeout`. */
  readonly timeout?: number;
  /** When it aborts, everything left is terminated at once. */
  readonly signal?: AbortSignal;
}

/**
 * Keeps links to many peers and hands over what they say in one inbox.
 *
 * Events tell what happens (`connected`, `disconnected`, `dialfailed`, `retired`, `overflow`, `warning`,
 * `error`); the inbox gives what arrives. A listener that throws harms nothing but itself: it is told as
 * `error`. The constructor throws a `ConfigError` for an option that cannot be used.
 */
export class Pool extends GuardedEventTarget<PoolEventMap> {
  readonly #options: ResolvedPoolOptions;
  readonly #logger: Logger;
  readonly #clock: AlarmClock;
  readonly #signals: PoolSignals;
  readonly #inbox: PoolInbox;
  readonly #events: EventLog;
  readonly #limiter: DialLimiter;
  readonly #shared: RegistrationPool;
  readonly #registry = new Registry();
  readonly #warned = new WeakSet<Transport>();
  #building = false;
  #isClosed = false;
  #resolveClosed!: () => void;

  /** Resolves when the pool is closed: all workers have ended and nothing is held. Never rejects. */
  readonly closed: Promise<void>;

  constructor(options: PoolOptions) {
    super();
    this.#options = resolvePoolOptions(options);
    const { clock, inbox, events, dialing, random, signals, logger, signal } = this.#options;
    this.#logger = safeLogger(logger);
    this.#clock = new AlarmClock(clock, {
      gap: () => this.#signals.tell("woken"),
      threw: (error) => this.#tell({ type: "error", at: this.#clock.wall(), error }),
    });
    this.#signals = new PoolSignals(signals);
    this.#events = new EventLog(events.capacity);
    this.#limiter = new DialLimiter(this.#clock, dialing);
    this.#inbox = new PoolInbox(inbox, this.#clock, (peer, report) => {
      const at = this.#clock.wall();
      this.#tell({ type: "overflow", id: peer.id, peer, at, dial: 0, ...report });
    });
    this.#shared = {
      clock: this.#clock,
      burst: this.#inbox.burst,
      random,
      signals: this.#signals,
      logger: this.#logger,
      inboxCounter: this.#inbox.counter,
      tell: (record) => this.#tell(record),
      ended: (registration, cause) => this.#ended(registration, cause),
    };
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    onAbort(signal, this.closed, () => void this.close());
  }

  /** What the peers said, in one place. */
  get inbox(): Inbox {
    return this.#inbox;
  }

  /** What happens, as records; each iterator has its own bounded queue and hears what is told from its making on. */
  get events(): AsyncIterable<PoolEvent> {
    return this.#events;
  }

  /**
   * Registers a peer and starts its worker; returns before anything is dialled, and a dial that fails is an
   * event. Throws `PoolClosedError`, `PeerExistsError`, `ConfigError`, what a worker factory throws, or the
   * reason of a signal that is aborted already; nothing is registered then.
   */
  connect(target: string | URL | PeerOptions): Peer {
    this.#check("connect");
    const options = resolvePeerOptions(target);
    options.signal?.throwIfAborted();
    if (this.#registry.has(options.id)) throw new PeerExistsError(options.id);
    const registration = this.#register(options);
    registration.start();
    this.#warn(options.transport ?? this.#options.transport);
    return registration.peer;
  }

  #register(options: ResolvedPeerOptions): Registration {
    const { id } = options;
    const pool = this.#options;
    const transport = options.transport ?? pool.transport;
    checkHeadersAllowed(transport, options.headers ?? pool.headers);
    const session = resolveSession(pool.session, options.session);
    const controller = new AbortController();
    const worker = this.#build(options, controller.signal);
    const { headers: poolHeaders, unref } = pool;
    const { readLimit } = session;
    const source = { peer: options, poolHeaders, transport, readLimit };
    const peer = new RegisteredPeer(id, (registration) => this.#registry.remove(registration, {}));
    const registration = new Registration({
      peer,
      controller,
      worker,
      queue: this.#inbox.open(peer),
      dialer: new PeerDialer(id, this.#limiter, source, unref),
      options: session,
      pool: this.#shared,
    });
    peer.attach(registration);
    this.#registry.add(registration);
    const remove = (): void => void this.#registry.remove(registration, {});
    onAbort(options.signal, registration.ended, remove);
    return registration;
  }

  #build(options: ResolvedPeerOptions, signal: AbortSignal): Worker {
    const factory = options.workerFactory ?? this.#options.workerFactory;
    if (factory === undefined) return new DefaultWorker();
    this.#building = true;
    try {
      return checkWorker(factory({ id: options.id, options, signal, logger: this.#logger }));
    } finally {
      this.#building = false;
    }
  }

  /** Once a transport: what its platform is known to do wrong. Told when listeners had a chance to be there. */
  #warn(transport: Transport): void {
    if (this.#warned.has(transport)) return;
    this.#warned.add(transport);
    for (const message of transport.warnings ?? [])
      queueMicrotask(() => this.#tell({ type: "warning", at: this.#clock.wall(), message }));
  }

  /** The peer of that id, or of the same URL when normalised. */
  get(id: string): Peer | undefined {
    return this.#registry.find(id)?.peer;
  }

  /** A snapshot, in the order of registration. */
  peers(): Peer[] {
    return this.#registry.list().map(({ peer }) => peer);
  }

  /**
   * Frees the id at once and resolves when the worker has ended. Messages that wait stay readable.
   * Rejects with `PeerNotFoundError` or `PoolClosedError`.
   */
  async remove(id: string): Promise<void> {
    this.#check("remove");
    return this.#registry.remove(this.#registry.known(id), {});
  }

  /** As `Peer.send`; rejects with `PeerNotFoundError` and `PoolClosedError` too. */
  async send(
    id: string,
    data: MessageData,
    options?: { readonly signal?: AbortSignal },
  ): Promise<void> {
    this.#check("send");
    return this.#registry.known(id).peer.send(data, options);
  }

  /** A snapshot; also after `close`. `peers` are those registered now; who is gone is in the totals, and in its own `stats()`. */
  stats(): PoolStats {
    const { size, bytes } = this.#inbox;
    return { ...this.#registry.stats(), inbox: { size, bytes } };
  }

  /** A snapshot of one peer. Throws `PeerNotFoundError`. */
  peerStats(id: string): PeerStats {
    return this.#registry.known(id).stats();
  }

  /**
   * Says goodbye to all peers and resolves when all workers have ended; the inbox ends after what it holds.
   * Any number of times: a later call can only hurry. Throws a `ConfigError`, and closes nothing then.
   */
  close(options: CloseOptions = {}): Promise<void> {
    if (this.#building) throw new ReentrancyError("close");
    const { code, reason, timeout, signal } = options;
    checkClose(code, reason);
    checkCloseLimits(timeout, signal);
    if (!this.#isClosed) void this.#close({ ...(code && { code }), ...(reason && { reason }) });
    this.#hurry(timeout, signal);
    return this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(goodbye: StopOptions): Promise<void> {
    this.#isClosed = true;
    const registry = this.#registry;
    for (const registration of registry.list()) void registry.remove(registration, goodbye);
    await Promise.all(registry.leaving().map(({ ended }) => ended));
    this.#inbox.end();
    this.#events.end();
    this.#clock.dispose();
    this.#resolveClosed();
  }

  #hurry(timeout: number | undefined, signal: AbortSignal | undefined): void {
    const terminate = (): void => {
      for (const registration of this.#registry.leaving()) registration.terminate();
    };
    if (timeout !== undefined) {
      const late = this.#clock.schedule(timeout, terminate);
      // Also of a pool that is closed already, whose clock nobody disposes of again.
      void this.closed.then(() => late.cancel());
    }
    onAbort(signal, this.closed, terminate);
  }

  // --- the life of registrations ---

  #ended(registration: Registration, cause: unknown): void {
    if (!this.#registry.ended(registration)) return;
    const { id, peer } = registration;
    const remaining = this.#registry.size;
    this.#tell({ type: "retired", id, peer, at: this.#clock.wall(), dial: 0, cause, remaining });
  }

  // --- looking up and telling ---

  #check(method: string): void {
    if (this.#building) throw new ReentrancyError(method);
    if (this.#isClosed) throw new PoolClosedError();
  }

  #tell(record: PoolEvent): void {
    this.#events.push(Object.freeze(record));
    logRecord(this.#logger, record);
    this.dispatchEvent(new SkepEvent(record));
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    const at = this.#clock.wall();
    if (event.type === "error") logRecord(this.#logger, { type: "error", at, error });
    else this.#tell({ type: "error", at, error });
  }
}
