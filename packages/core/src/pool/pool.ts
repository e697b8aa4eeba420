// The pool: registers peers, gives them workers, and is the one surface of events, inbox and figures.

/// <reference lib="esnext.disposable" preserve="true" />

import type { RunInContext } from "../async-context.ts";
import { AlarmClock } from "../base/alarm-clock.ts";
import type { Logger } from "../logger.ts";
import { LONGEST_DELAY, type Timer } from "../base/clock.ts";
import { GuardedEventTarget } from "../base/guarded-event-target.ts";
import { handled } from "../base/handled.ts";
import { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { onAbort } from "../base/on-abort.ts";
import { PeerExistsError, PoolClosedError, ReentrancyError } from "../errors.ts";
import { PoolInbox } from "../inbox/inbox.ts";
import type { Inbox } from "../inbox/message.ts";
import { checkClose } from "../options/arguments.ts";
import type { PeerOptions, PoolOptions } from "../options/options.ts";
import { type ResolvedPoolOptions, resolvePeer, resolvePoolOptions } from "../options/resolve.ts";
import type { CloseOptions, Peer, SessionStats, PoolStats } from "../peer.ts";
import type { MessageData } from "../transport.ts";
import type { WaitOptions } from "../worker.ts";
import { Announcer } from "./announcer.ts";
import { DialLimiter } from "../dialing/dial-limiter.ts";
import { EventLog } from "./event-log.ts";
import type { PoolEventMap, PoolEvents } from "./events.ts";
import { hurry } from "./hurry.ts";
import { PoolEnvironment } from "./pool-environment.ts";
import { Registry } from "./registry.ts";
import { Registration } from "./registration.ts";
import type { RegistrationPool } from "./registration-pool.ts";
import { safeLogger } from "./safe-logger.ts";
import { Warnings } from "./warnings.ts";
import { WorkerMaker } from "./worker-maker.ts";

/** A gap in time from which on it was sleep; less is a loop that was held up, and no reason to redial. */
const SLEEP = 10_000;

/**
 * Keeps links to many peers and hands over what they say in one inbox.
 *
 * Events tell what happens (`connected`, `disconnected`, `dialfailed`, `retired`, `overflow`, `warning`,
 * `error`); the inbox gives what arrives. A listener that throws harms nothing but itself: it is told as
 * `error`. The constructor throws a `ConfigError` for an option that cannot be used.
 */
export class Pool extends GuardedEventTarget<PoolEventMap> {
  readonly #options: ResolvedPoolOptions;
  readonly #clock: AlarmClock;
  readonly #environment: PoolEnvironment;
  readonly #inbox: PoolInbox;
  readonly #events: EventLog;
  readonly #announcer: Announcer;
  /** Of peers whose worker is the default one, which looks at none. */
  readonly #unseen = new AbortController().signal;
  readonly #maker: WorkerMaker;
  readonly #budget: MacrotaskBudget;
  /** This pool, as its registrations see it. */
  readonly #inside: RegistrationPool;
  readonly #registry: Registry;
  readonly #warnings: Warnings;
  readonly #threw = (error: unknown): void => this.#announcer.threw(error);
  #staying: Timer | undefined;
  #isClosed = false;
  #resolveClosed!: () => void;

  /** Resolves when the pool is closed: all workers have ended and nothing is held. Never rejects. */
  readonly closed: Promise<void>;

  constructor(options: PoolOptions) {
    super();
    this.#options = resolvePoolOptions(options);
    const { binary, inbox, events, environment, signal, transport, workerFactory } = this.#options;
    const logger = safeLogger(this.#options.logger);
    const gap = (ms: number): void => this.#environment.tell(ms < SLEEP ? "stalled" : "woken");
    const clock = new AlarmClock(this.#options.clock, { gap, threw: this.#threw });
    this.#clock = clock;
    this.#budget = new MacrotaskBudget(clock);
    this.#environment = new PoolEnvironment(environment, this.#threw);
    this.#events = new EventLog(events.capacity, clock);
    const dispatch = (event: Event): unknown => this.dispatchEvent(event);
    this.#announcer = new Announcer({ events: this.#events, logger, clock, dispatch });
    this.#warnings = new Warnings(this.#announcer, clock);
    this.#inbox = new PoolInbox(
      { ...inbox, binary },
      clock,
      (peer, report) => this.#announcer.overflow(peer, report),
      (message) => this.#warnings.say(message),
    );
    this.#registry = new Registry(transport);
    this.#maker = new WorkerMaker(workerFactory, logger);
    this.#inside = {
      options: this.#options,
      common: this.#common(clock, logger),
      inbox: this.#inbox,
      budget: this.#budget,
      admission: new DialLimiter(clock, this.#options.dialing),
      makeWorker: (peer, stopped) => this.#maker.make(peer, stopped),
      tell: (record) => this.#announcer.tell(record),
      remove: (registration, given) => this.#remove(registration, given),
      ended: (registration, cause) => this.#ended(registration, cause),
    };
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    onAbort(signal, this.closed, () => this.#closeSoon());
  }

  /** What all workers are handed alike. */
  #common(clock: AlarmClock, logger: Logger): RegistrationPool["common"] {
    const { burst, counter: inboxCounter } = this.#inbox;
    const { random } = this.#options;
    const signal = this.#unseen;
    return { clock, burst, random, environment: this.#environment, logger, inboxCounter, signal };
  }

  /** What the peers said, in one place. */
  get inbox(): Inbox {
    return this.#inbox;
  }

  /** What happens, as records; each iterator hears what is told from its making on. */
  get events(): PoolEvents {
    return this.#events;
  }

  /**
   * Registers a peer and starts its worker; returns before anything is dialled, and a dial that fails is an
   * event. Takes a URL and options, or options with the URL among them. Throws `PoolClosedError`, `PeerExistsError`, `ConfigError`, what a worker factory throws, or the
   * reason of a signal that is aborted already; nothing is registered then.
   */
  connect(target: string | URL | PeerOptions, given?: Omit<PeerOptions, "url">): Peer {
    this.#check("connect");
    const resolved = resolvePeer(target, this.#options.transport, given);
    const { options } = resolved;
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#registry.has(options.id)) throw new PeerExistsError(options.id);
    const registration = new Registration(this.#inside, resolved);
    this.#registry.add(registration);
    if (signal) onAbort(signal, registration.ended, () => void registration.remove());
    if (!this.#options.unref) this.#stay();
    registration.start();
    this.#warnings.ofTransport(options.transport ?? this.#options.transport);
    this.#warnings.ofId(registration.peer);
    return registration.peer;
  }

  /** A timer that is there for its process: it would end without a word when the last peer was retired. */
  #stay(): void {
    this.#staying ??= this.#clock.schedule(LONGEST_DELAY, () => {
      this.#staying = undefined;
      this.#stay();
    });
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
   * Frees the id at once and resolves when the worker has ended. Messages that wait stay readable. Without `linger`, sends
   * that wait are rejected. Rejects with `PeerNotFoundError`, `PoolClosedError` or a `ConfigError`.
   */
  remove(id: string, options?: CloseOptions): Promise<void> {
    return handled(this.#attempt("remove", () => this.#registry.known(id).peer.close(options)));
  }

  #remove(registration: Registration, options: CloseOptions): Promise<void> {
    const ended = this.#registry.remove(registration, options);
    hurry(options, this.#clock, ended, () => [registration]);
    return ended;
  }

  /** As `Peer.send`; rejects with `PeerNotFoundError` and `PoolClosedError` too. */
  send(id: string, data: MessageData, options?: WaitOptions): Promise<void> {
    return this.#attempt("send", () => this.#registry.known(id).peer.send(data, options));
  }

  /** A snapshot; also after `close`. `peers` are those registered now; who is gone is in the totals, and in its own `stats()`. */
  stats(): PoolStats {
    // Peers that are gone can still lose what they left in the inbox.
    const { dropped, size, bytes, late } = this.#inbox;
    const stats = this.#registry.stats();
    return {
      ...stats,
      received: stats.received + late.received,
      bytesReceived: stats.bytesReceived + late.bytesReceived,
      dropped,
      inbox: { size, bytes },
    };
  }

  /** A snapshot of one peer. Throws `PeerNotFoundError`. */
  peerStats(id: string): SessionStats {
    return this.#registry.known(id).stats();
  }

  /**
   * Says goodbye to all peers and resolves when all workers have ended; the inbox ends after what it holds.
   * What was accepted and not sent is lost, unless there is `linger`. Any number of times: a later call can only hurry,
   * and without `linger` nobody lingers any more. Throws a `ConfigError`, and closes nothing then.
   */
  close(options: CloseOptions = {}): Promise<void> {
    if (this.#maker.isBuilding) throw new ReentrancyError("close");
    checkClose(options);
    if (!this.#isClosed) void this.#close(options);
    const leaving = (): Registration[] => this.#registry.leaving();
    for (const registration of leaving()) void this.#registry.remove(registration, options);
    hurry(options, this.#clock, this.closed, leaving);
    return this.#budget.spend(this.closed);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** An abort inside of a worker factory has to wait until the factory is done. */
  #closeSoon(): void {
    if (this.#maker.isBuilding) queueMicrotask(() => this.#closeSoon());
    else void this.close();
  }

  async #close(options: CloseOptions): Promise<void> {
    this.#isClosed = true;
    const registry = this.#registry;
    for (const registration of registry.list()) void registry.remove(registration, options);
    await Promise.all(registry.leaving().map(({ ended }) => ended));
    this.#inbox.end();
    this.#events.end();
    this.#staying?.cancel();
    this.#clock.dispose();
    this.#environment.release();
    this.#resolveClosed();
  }

  // --- the life of registrations ---

  #ended(registration: Registration, cause: unknown): void {
    if (!this.#registry.ended(registration)) return;
    const { id, peer } = registration;
    const remaining = this.#registry.size;
    this.#announcer.tell({
      type: "retired",
      id,
      peer,
      at: this.#clock.wall(),
      dial: 0,
      cause,
      remaining,
    });
  }

  // --- looking up and telling ---

  /** What cannot be done is a rejection that needs no handler: a peer may be retired at any time. */
  #attempt(method: string, act: () => Promise<void>): Promise<void> {
    try {
      this.#check(method);
      return act();
    } catch (error) {
      return handled(this.#budget.spend(handled(Promise.reject(error))));
    }
  }

  #check(method: string): void {
    if (this.#maker.isBuilding) throw new ReentrancyError(method);
    if (this.#isClosed) throw new PoolClosedError();
  }

  protected override capture(): RunInContext | undefined {
    return this.#options.asyncContext?.capture();
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    this.#announcer.threw(error, event);
  }
}
