// The pool: registers peers, gives them workers, and is the one surface of events, inbox and figures.

/// <reference lib="esnext.disposable" preserve="true" />

import type { RunInContext } from "../async-context.ts";
import { GuardedEventTarget } from "../base/guarded-event-target.ts";
import { handled } from "../base/handled.ts";
import { soon } from "../base/soon.ts";
import { onAbortUntil } from "../base/on-abort-until.ts";
import type { Host } from "../host/host.ts";
import { HostServices } from "../host/host-services.ts";
import { boundClose } from "../host/bound-close.ts";
import { makeInboxHost } from "../host/make-inbox-host.ts";
import { Registration } from "../host/registration.ts";
import { WorkerMaker } from "../host/worker-maker.ts";
import { ReentrancyError } from "../errors.ts";
import { PeerExistsError, PoolClosedError } from "../pool-errors.ts";
import { BaseInbox } from "../inbox/inbox.ts";
import type { InboxHost } from "../inbox/inbox-host.ts";
import type { Inbox } from "../inbox/message.ts";
import { checkClose } from "../options/arguments.ts";
import type { PeerOptions, PoolOptions } from "../options/host-options.ts";
import { type ResolvedPoolOptions, resolvePeer, resolvePoolOptions } from "../options/resolve.ts";
import type { CloseOptions, Peer, RegisteredStats, PoolStats } from "../peer.ts";
import type { MessageData } from "../transport.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import { DialLimiter } from "../dialing/dial-limiter.ts";
import { READ_BY_LOOP } from "../words/requirements.ts";
import { UNREAD } from "../words/warnings.ts";
import { EventLog } from "./event-log.ts";
import {
  POOL_EVENT_TYPES,
  type PoolEvent,
  type PoolEventMap,
  type PoolEvents,
  SkepEvent,
} from "./events.ts";
import { KeepAlive } from "./keep-alive.ts";
import { PoolInboxes } from "./pool-inboxes.ts";
import { RegisteredPeer } from "./registered-peer.ts";
import { Registry } from "./registry.ts";

/**
 * Keeps links to many peers and hands over what they say in one inbox.
 *
 * `In` is what peers say, and `Out` what they are sent.
 *
 * Events tell what happens (`connected`, `disconnected`, `dialfailed`, `retired`, `overflow`, `warning`,
 * `error`); the inbox gives what arrives. A listener that throws harms nothing but itself: it is told as
 * `error`. The constructor throws a `ConfigError` for an option that cannot be used.
 */
export class Pool<
  In = string | Uint8Array,
  Out = MessageData,
> extends GuardedEventTarget<PoolEventMap> {
  readonly #options: ResolvedPoolOptions;
  readonly #services: HostServices;
  readonly #inbox: BaseInbox;
  readonly #inboxes: PoolInboxes;
  readonly #inboxHost: InboxHost;
  readonly #events: EventLog;
  readonly #maker: WorkerMaker;
  /** The part of this pool that its registrations use. */
  readonly #host: Host;
  readonly #registry: Registry;
  readonly #keepAlive: KeepAlive;
  #isClosed = false;
  #resolveClosed!: () => void;

  /** Resolves when the pool is closed: all workers have ended and nothing is held. Never rejects. */
  readonly closed: Promise<void>;

  constructor(options: PoolOptions) {
    super(POOL_EVENT_TYPES, READ_BY_LOOP);
    this.#options = resolvePoolOptions(options);
    const { binary, inbox, events, signal, transport, workerFactory } = this.#options;
    const services = new HostServices(this.#options, {
      component: "pool",
      hears: (type, peer) =>
        this.hears(type) ||
        this.#events.isRead ||
        (peer as RegisteredPeer | undefined)?.hears(type) === true,
      keep: (record) => this.#events.push(record),
      dispatch: (record) => this.#dispatch(record),
    });
    const { announcer, clock, logger } = services;
    this.#services = services;
    this.#events = new EventLog(events.capacity, clock);
    this.#inbox = new BaseInbox(inbox, clock);
    this.#inboxes = new PoolInboxes(this.#inbox);
    this.#inboxHost = makeInboxHost(services, binary, UNREAD);
    this.#keepAlive = new KeepAlive(clock);
    this.#registry = new Registry(transport);
    this.#maker = new WorkerMaker(workerFactory, logger);
    this.#host = {
      options: this.#options,
      common: this.#common(),
      budget: services.budget,
      admission: new DialLimiter(clock, this.#options.dialing),
      handle: (registration) => new RegisteredPeer(registration),
      openQueue: (peer, given, run) => this.#inboxes.select(given).open(peer, this.#inboxHost, run),
      makeWorker: (registration) => this.#maker.make(registration),
      tell: (record) => announcer.tell(record),
      listenerThrew: (error, event) => announcer.threw(error, event),
      close: (registration, given) => this.#remove(registration, given),
      workerEnded: (registration, cause) => this.#ended(registration, cause),
    };
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    onAbortUntil(signal, this.closed, () => this.#closeSoon());
  }

  /** What all workers are handed alike. */
  #common(): Host["common"] {
    const { clock, environment, logger } = this.#services;
    const [{ burst }, { random }] = [this.#inboxHost, this.#options];
    return { clock, burst, random, environment, logger };
  }

  /** What the peers said, in one place. */
  get inbox(): Inbox<In> {
    return this.#inbox as Inbox as Inbox<In>;
  }

  /** What happens, as records. Each iterator gives the records that come after it was made. */
  get events(): PoolEvents {
    return this.#events;
  }

  /**
   * Registers a peer and starts its worker; returns before anything is dialled, and a dial that fails is an
   * event. Takes a URL and options, or options with the URL among them. Throws `PoolClosedError`, `PeerExistsError`, `ConfigError`, what a worker factory throws, or the
   * reason of a signal that is aborted already; nothing is registered then.
   */
  connect(target: string | URL | PeerOptions, given?: Omit<PeerOptions, "url">): Peer<In, Out> {
    this.#check("connect");
    const resolved = resolvePeer(target, this.#options.transport, given);
    const { options } = resolved;
    const { signal } = options;
    signal?.throwIfAborted();
    if (this.#registry.has(options.id)) throw new PeerExistsError(options.id);
    this.#inboxes.check(options);
    const registration = new Registration(this.#host, resolved);
    this.#registry.add(registration);
    if (signal) onAbortUntil(signal, registration.ended, () => void registration.close());
    if (!this.#options.unref) this.#keepAlive.begin();
    registration.start();
    this.#services.warnings.ofTransport(options.transport ?? this.#options.transport);
    this.#services.warnings.ofId(registration);
    return registration.peer as Peer<In, Out>;
  }

  /** The peer of that id, or of the same URL when normalised. */
  get(id: string): Peer<In, Out> | undefined {
    return this.#registry.find(id)?.peer as Peer<In, Out> | undefined;
  }

  /** A snapshot, in the order of registration. */
  peers(): Peer<In, Out>[] {
    return this.#registry.list().map(({ peer }) => peer as Peer<In, Out>);
  }

  /**
   * Frees the id at once and resolves when the worker has ended. Messages that wait stay readable. Without `linger`, sends
   * that wait are rejected. Rejects with `PeerNotFoundError`, `PoolClosedError` or a `ConfigError`.
   */
  remove(id: string, options?: CloseOptions): Promise<void> {
    return handled(this.#callOrReject("remove", () => this.#registry.get(id).peer.close(options)));
  }

  #remove(registration: Registration, options: CloseOptions): Promise<void> {
    const ended = this.#registry.remove(registration, options);
    boundClose(options, this.#services.clock, ended, () => [registration]);
    return ended;
  }

  /** As `Peer.send`; rejects with `PeerNotFoundError` and `PoolClosedError` too. */
  send(id: string, data: Out, options?: WaitOptions): Promise<void> {
    return this.#callOrReject("send", () =>
      this.#registry.get(id).peer.send(data as MessageData, options),
    );
  }

  /** A snapshot; also after `close`. `peers` are those registered now; who is gone is in the totals, and in its own `stats()`. */
  stats(): PoolStats {
    // Peers that are gone can still lose what they left in the inbox.
    const { dropped, late, lateBytes } = this.#inboxHost.totals;
    const { size, bytes } = this.#inbox;
    const stats = this.#registry.stats();
    return {
      ...stats,
      received: stats.received + late,
      bytesReceived: stats.bytesReceived + lateBytes,
      dropped,
      inbox: { size, bytes },
    };
  }

  /** A snapshot of one peer. Throws `PeerNotFoundError`. */
  peerStats(id: string): RegisteredStats {
    return this.#registry.get(id).stats();
  }

  /**
   * Says goodbye to all peers and resolves when all workers have ended; the inbox ends after what it holds.
   * What was accepted and not sent is lost, unless there is `linger`. It may be called again; a later call can only make the end
   * come sooner, and a call without `linger` ends the linger of all peers. Throws a `ConfigError`, and closes nothing then.
   */
  close(options: CloseOptions = {}): Promise<void> {
    if (this.#maker.isBuilding) throw new ReentrancyError("close");
    checkClose(options);
    if (!this.#isClosed) void this.#close(options);
    const leaving = (): Registration[] => this.#registry.leaving();
    for (const registration of leaving()) void this.#registry.remove(registration, options);
    boundClose(options, this.#services.clock, this.closed, leaving);
    return this.#services.budget.spend(this.closed);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** An abort inside of a worker factory has to wait until the factory is done. */
  #closeSoon(): void {
    if (this.#maker.isBuilding) soon(() => this.#closeSoon());
    else void this.close();
  }

  async #close(options: CloseOptions): Promise<void> {
    this.#isClosed = true;
    const registry = this.#registry;
    for (const registration of registry.list()) void registry.remove(registration, options);
    await Promise.all(registry.leaving().map(({ ended }) => ended));
    this.#inboxes.end();
    this.#events.end();
    this.#keepAlive.end();
    this.#services.release();
    this.#resolveClosed();
  }

  // --- the life of registrations ---

  #ended(registration: Registration, cause: unknown): void {
    if (!this.#registry.ended(registration)) return;
    const { id, peer } = registration;
    const remaining = this.#registry.size;
    this.#services.announcer.tell({
      type: "retired",
      id,
      peer,
      at: this.#services.clock.wall(),
      dial: 0,
      cause,
      remaining,
    });
  }

  // --- looking up and telling ---

  /** Turns what `act` throws into a rejection, which needs no handler: a peer may be retired at any time. */
  #callOrReject(method: string, act: () => Promise<void>): Promise<void> {
    try {
      this.#check(method);
      return act();
    } catch (error) {
      return handled(this.#services.budget.spend(handled(Promise.reject(error))));
    }
  }

  #check(method: string): void {
    if (this.#maker.isBuilding) throw new ReentrancyError(method);
    if (this.#isClosed) throw new PoolClosedError();
  }

  #dispatch(record: PoolEvent): void {
    this.dispatchEvent(new SkepEvent(record));
    (record.peer as RegisteredPeer | undefined)?.hear(record);
  }

  protected override capture(): RunInContext | undefined {
    return this.#options.asyncContext?.capture();
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    this.#services.announcer.threw(error, event);
  }
}
