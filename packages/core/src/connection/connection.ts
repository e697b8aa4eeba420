// One session by itself: the same machine and worker as a pool's peers, with one queue and no limiter. It knows no pool.

import type { RunInContext } from "../async-context.ts";
import { GuardedEventTarget } from "../base/guarded-event-target.ts";
import { Reader } from "../base/reader.ts";
import { withHeaders } from "../base/with-headers.ts";
import type { Data } from "../inbox/items.ts";
import type { BatchOptions } from "../inbox/message.ts";
import { checkBatches, checkWait } from "../options/arguments.ts";
import type { ConnectionOptions } from "../options/host-options.ts";
import {
  type ResolvedConnectionOptions,
  resolveConnectionOptions,
} from "../options/resolve-connection.ts";
import type { CloseOptions, RedialOptions, Session, SessionStats } from "../peer.ts";
import {
  type ConnectedRecord,
  POOL_EVENT_TYPES,
  type PoolEvent,
  type RetiredRecord,
  type SessionEventMap,
  SkepEvent,
} from "../pool/events.ts";
import type { MessageData } from "../transport.ts";
import type { SessionState } from "../session-state.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import { READ_BY_LOOP } from "../words/requirements.ts";
import { ConnectionHost } from "./connection-host.ts";

/**
 * One healing connection to one peer, without a pool: `for await (const data of connection)` gives what the peer says, `send` sends
 * while connected, and events tell what happens.
 *
 * The loop goes on over lost links. It ends after `close()`, when all that waits was read, and throws the error for which the
 * connection was given up (`retired`). `break` leaves the loop and keeps the connection. Readers compete: each message goes to one.
 *
 * Bound: `limit`, in messages and bytes. Overflow: the link is given up and dialled anew when there is room; while nobody has
 * ever read, the oldest messages go instead. Either is counted and told as `overflow`. 1,024 calls of `next()` may be open at once.
 *
 * `In` is what it gives, and `Out` what it is given to send.
 *
 * The constructor dials, and throws a `ConfigError` for an option that cannot be used, or the reason of a signal that is aborted.
 */
export class Connection<In = Data, Out = MessageData>
  extends GuardedEventTarget<SessionEventMap>
  implements Session<In, Out>, AsyncIterable<In>
{
  readonly #options: ResolvedConnectionOptions;
  readonly #host: ConnectionHost;

  constructor(target: string | URL, options: Omit<ConnectionOptions, "url">);
  constructor(options: ConnectionOptions);
  constructor(target: string | URL | ConnectionOptions, given?: Omit<ConnectionOptions, "url">) {
    super(POOL_EVENT_TYPES, READ_BY_LOOP);
    const options = resolveConnectionOptions(target, given);
    options.signal?.throwIfAborted();
    this.#options = options;
    this.#host = new ConnectionHost(options, {
      hears: (type) => this.hears(type),
      dispatch: (record) => this.dispatchEvent(sessionEvent(record)),
    });
    this.#host.start(options);
  }

  get state(): SessionState {
    return this.#host.session.state;
  }

  get closed(): Promise<void> {
    return this.#host.session.closed;
  }

  send(data: Out, options?: WaitOptions): Promise<void> {
    return this.#host.session.send(data as MessageData, options);
  }

  trySend(data: Out): boolean {
    return this.#host.session.trySend(data as MessageData);
  }

  redial(options?: RedialOptions): void {
    this.#host.session.redial(options);
  }

  whenConnected(options?: WaitOptions): Promise<void> {
    return this.#host.session.whenConnected(options);
  }

  stats(): SessionStats {
    const { id: _, ...stats } = this.#host.session.stats();
    return stats;
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#host.session.close(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  // --- reading ---

  [Symbol.asyncIterator](): AsyncIterableIterator<In, undefined> {
    return new Reader(this.#host.queues);
  }

  /** The same as iterating the connection, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  messages(options: WaitOptions = {}): AsyncIterable<In> {
    checkWait(options);
    return { [Symbol.asyncIterator]: () => new Reader(this.#host.queues, options.signal) };
  }

  /** Hands over what waits, whole or `max` at a time: the cheapest way to read. */
  batches(options: BatchOptions = {}): AsyncIterable<readonly In[]> {
    checkBatches(options);
    const { max = Infinity, signal } = options;
    return { [Symbol.asyncIterator]: () => new Reader(this.#host.queues, signal, max) };
  }

  /** The next message if one waits. */
  tryRead(): In | undefined {
    return this.#host.queues.take() as In | undefined;
  }

  protected override capture(): RunInContext | undefined {
    return this.#options.asyncContext?.capture();
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    this.#host.listenerThrew(error, event);
  }
}

/** The event of a record, without the members that only a pool can fill: `id`, `peer` and `remaining`. */
function sessionEvent(record: PoolEvent): SkepEvent {
  const { id: _, peer: __, remaining: ___, ...facts } = record as RetiredRecord;
  const { headers } = record as Partial<ConnectedRecord>;
  return new SkepEvent(withHeaders(facts, headers) as unknown as PoolEvent);
}
