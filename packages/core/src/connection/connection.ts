// One session by itself: the same machine and worker as a pool's peers, with one queue and no limiter. It knows no pool.

import type { RunInContext } from "../async-context.ts";
import { BurstClock } from "../base/burst-clock.ts";
import { GuardedEventTarget } from "../base/guarded-event-target.ts";
import { withHeaders } from "../base/with-headers.ts";
import { onAbort } from "../base/on-abort.ts";
import { admitAtOnce } from "../dialing/admit-at-once.ts";
import type { Host } from "../host/host.ts";
import { HostServices } from "../host/host-services.ts";
import { hurry } from "../host/hurry.ts";
import { Registration } from "../host/registration.ts";
import { SessionHandle } from "../host/session-handle.ts";
import type { BatchOptions } from "../inbox/message.ts";
import { Reader } from "../inbox/reader.ts";
import { checkBatches, checkWait } from "../options/arguments.ts";
import type { ConnectionOptions } from "../options/options.ts";
import {
  type ResolvedConnectionOptions,
  resolveConnectionOptions,
} from "../options/resolve-connection.ts";
import type { CloseOptions, Peer, RedialOptions, Session, SessionStats } from "../peer.ts";
import {
  type ConnectedRecord,
  type PoolEvent,
  type RetiredRecord,
  type SessionEventMap,
  SkepEvent,
} from "../pool/events.ts";
import type { MessageData } from "../transport.ts";
import { SessionWorker } from "../worker/session-worker.ts";
import type { SessionState, WaitOptions } from "../worker.ts";
import { ConnectionLosses } from "./connection-losses.ts";
import { ConnectionQueue } from "./connection-queue.ts";

type Message = string | Uint8Array;

/**
 * One healing connection to one peer, without a pool: `for await (const data of connection)` gives what the peer says, `send` is
 * taken while connected, and events tell what happens.
 *
 * The loop goes on over lost links. It ends after `close()`, when all that waits was read, and throws the error for which the
 * connection was given up (`retired`). `break` leaves the loop and keeps the connection. Readers compete: each message goes to one.
 *
 * Bound: `limit`, in messages and bytes. Overflow: the link is given up and dialled anew when there is room; while nobody has
 * ever read, the oldest messages go instead. Either is counted and told as `overflow`. 1,024 calls of `next()` may be open at once.
 *
 * The constructor dials, and throws a `ConfigError` for an option that cannot be used, or the reason of a signal that is aborted.
 */
export class Connection
  extends GuardedEventTarget<SessionEventMap>
  implements Session, AsyncIterable<Message>
{
  readonly #options: ResolvedConnectionOptions;
  readonly #services: HostServices;
  readonly #queue: ConnectionQueue;
  readonly #losses: ConnectionLosses;
  readonly #handle: SessionHandle;
  #isClosing = false;

  constructor(target: string | URL, options: Omit<ConnectionOptions, "url">);
  constructor(options: ConnectionOptions);
  constructor(target: string | URL | ConnectionOptions, given?: Omit<ConnectionOptions, "url">) {
    super();
    const options = resolveConnectionOptions(target, given);
    options.signal?.throwIfAborted();
    this.#options = options;
    this.#services = new HostServices(options, {
      component: "connection",
      keep: nothing,
      dispatch: (record) => this.dispatchEvent(sessionEvent(record)),
    });
    const burst = new BurstClock(this.#services.clock);
    this.#losses = new ConnectionLosses({
      announcer: this.#services.announcer,
      warnings: this.#services.warnings,
      clock: this.#services.clock,
      id: options.id,
      peer: this.#asPeer,
      isRead: () => this.#queue.isRead,
    });
    this.#queue = this.#makeQueue(burst);
    const { id, url, protocols = [], headers } = options;
    const own = { id, url, protocols, ...(headers && { headers }) };
    const registration = new Registration(this.#host(burst), { options: own, address: undefined });
    this.#handle = new SessionHandle(registration);
    onAbort(options.signal, registration.ended, () => void this.close());
    registration.start();
    this.#services.warnings.ofTransport(options.transport);
  }

  get state(): SessionState {
    return this.#handle.state;
  }

  get closed(): Promise<void> {
    return this.#handle.closed;
  }

  send(data: MessageData, options?: WaitOptions): Promise<void> {
    return this.#handle.send(data, options);
  }

  trySend(data: MessageData): boolean {
    return this.#handle.trySend(data);
  }

  redial(options?: RedialOptions): void {
    this.#handle.redial(options);
  }

  whenConnected(options?: WaitOptions): Promise<void> {
    return this.#handle.whenConnected(options);
  }

  stats(): SessionStats {
    const { id: _, ...stats } = this.#handle.stats();
    return stats;
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#handle.close(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // --- reading ---

  [Symbol.asyncIterator](): AsyncIterableIterator<Message, undefined> {
    return new Reader(this.#queue);
  }

  /** The same as iterating the connection, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  messages(options: WaitOptions = {}): AsyncIterable<Message> {
    checkWait(options);
    return { [Symbol.asyncIterator]: () => new Reader(this.#queue, options.signal) };
  }

  /** Hands over what waits, whole or `max` at a time: the cheapest way to read. */
  batches(options: BatchOptions = {}): AsyncIterable<readonly Message[]> {
    checkBatches(options);
    const { max = Infinity, signal } = options;
    return { [Symbol.asyncIterator]: () => new Reader(this.#queue, signal, max) };
  }

  /** The next message if one waits. */
  tryRead(): Message | undefined {
    return this.#queue.take() as Message | undefined;
  }

  // --- as host of its session ---

  #host(burst: BurstClock): Host {
    const { announcer, budget, clock, environment, logger } = this.#services;
    // Its own headers are those of its one session.
    const { headers: _, random, ...options } = this.#options;
    const queue = this.#queue;
    const inboxCounter = {
      get value() {
        return queue.received;
      },
    };
    const { signal } = new AbortController();
    return {
      options,
      common: { clock, burst, random, environment, logger, inboxCounter, signal },
      budget,
      admission: admitAtOnce,
      handle: () => this.#asPeer,
      open: () => queue,
      makeWorker: () => new SessionWorker(),
      tell: (record) => announcer.tell(record),
      listenerThrew: (error, event) => announcer.threw(error, event),
      close: (registration, given) => this.#close(registration, given),
      ended: (registration, cause) => this.#ended(registration, cause),
    };
  }

  /** Records of a pool carry a peer; those of a connection lose it on their way out. */
  get #asPeer(): Peer {
    return this as unknown as Peer;
  }

  #close(registration: Registration, options: CloseOptions): Promise<void> {
    if (this.#isClosing) {
      if (options.linger === undefined) registration.hurry();
    } else {
      this.#isClosing = true;
      registration.stop(options);
    }
    hurry(options, this.#services.clock, registration.ended, () => [registration]);
    return registration.ended;
  }

  #ended({ id, peer }: Registration, cause: unknown): void {
    const { announcer, clock } = this.#services;
    const at = clock.wall();
    this.#losses.end();
    // A listener of `retired` may close what is over: its loop throws all the same.
    const isClosed = this.#isClosing;
    if (!isClosed) announcer.tell({ type: "retired", id, peer, at, dial: 0, cause, remaining: 0 });
    this.#queue.reads.end(isClosed ? undefined : cause);
    this.#services.release();
  }

  #makeQueue(burst: BurstClock): ConnectionQueue {
    const { binary, limit, maxPause } = this.#options;
    const losses = this.#losses;
    return new ConnectionQueue({
      limit,
      maxPause,
      clock: this.#services.clock,
      burst,
      views: binary === "view",
      lost: (count, why) => losses.add(count, why),
      unread: () => losses.warnUnread(),
    });
  }

  protected override capture(): RunInContext | undefined {
    return this.#options.asyncContext?.capture();
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    this.#services.announcer.threw(error, event);
  }
}

function nothing(): void {}

/** Without what only a pool can say. */
function sessionEvent(record: PoolEvent): SkepEvent {
  const { id: _, peer: __, remaining: ___, ...facts } = record as RetiredRecord;
  const { headers } = record as Partial<ConnectedRecord>;
  return new SkepEvent(withHeaders(facts, headers) as unknown as PoolEvent);
}
