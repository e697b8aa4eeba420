// One session of the engine over Redis: what a hub has subscribed to, and whom it is told.

import { type Clock, handled } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import { BrokerStatus } from "../broker/broker-status.ts";
import { SubscribedChannels } from "../broker/subscribed-channels.ts";
import { TopCheck } from "../broker/top-check.ts";
import type {
  EngineListener,
  EngineSession,
  Published,
  PublishRequest,
  ReadAnswer,
  ReadRange,
} from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import { ChannelJoins } from "./channel-joins.ts";
import { ChannelScripts } from "./channel-scripts.ts";
import { ExpirySweep } from "./expiry-sweep.ts";
import { byPartition, partitionOf } from "./layout.ts";
import { readLive } from "./live-message.ts";
import type { RedisClientLike } from "./redis-client.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { isHopeless, RedisLink } from "./redis-link.ts";
import type { FilledRedisOptions } from "./redis-options.ts";

/** Milliseconds that a session has to find Redis when it is opened: as long as an engine has to answer. */
const OPEN_PATIENCE = 10_000;

export class RedisSession implements EngineSession {
  readonly #listener: EngineListener;
  readonly #status: BrokerStatus;
  readonly #channels = new SubscribedChannels();
  readonly #tops: TopCheck;
  readonly #sweep: ExpirySweep;
  readonly #link: RedisLink;
  readonly #joins: ChannelJoins;
  readonly #scripts: ChannelScripts;
  /** Settles the opening. */
  #opened: ((failure?: unknown) => void) | undefined;

  constructor(
    client: RedisClientLike,
    options: FilledRedisOptions,
    listener: EngineListener,
    id: string,
  ) {
    const { clock, topInterval: interval, prefix, random } = options;
    this.#listener = listener;
    this.#status = new BrokerStatus((...told) => listener.status(...told));
    this.#tops = new TopCheck({
      clock,
      interval,
      channels: () => this.#toCompare(),
      ask: (channels) => this.#scripts.tops(channels),
      told: this.#channels,
      tell: (channel, top) => listener.top(channel, top),
    });
    this.#sweep = new ExpirySweep(clock, (channel) => this.#scripts.sweep(channel));
    this.#link = new RedisLink({
      client,
      prefix,
      session: id,
      clock,
      random,
      channels: () => this.#channels.names(),
      isWanted: (channel) => this.#channels.has(channel),
      message: (channel, text) => this.#tell(channel, text),
      moved: (partition) => this.#moved(partition),
      up: () => this.#up(),
      down: (reason) => this.#down(reason),
    });
    this.#joins = new ChannelJoins(this.#channels, this.#link);
    const connection = (): RedisConnection => this.#link.connection;
    this.#scripts = new ChannelScripts({ ...options, session: id, connection });
  }

  /** Resolves when Redis is there. Rejects with a `ConfigError` for one that cannot be used, and with an `EngineError` where there is none for 10 s. */
  async begin(clock: Clock): Promise<void> {
    const timer = clock.schedule(OPEN_PATIENCE, () => this.#opened?.(this.#away()));
    try {
      await new Promise<void>((resolve, reject) => {
        this.#opened = (failure) => {
          // From here on, what changes is told.
          this.#opened = undefined;
          if (failure === undefined) resolve();
          else reject(failure);
        };
      });
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      timer.cancel();
    }
  }

  #away(): EngineError {
    return new EngineError(`Redis was not found within ${OPEN_PATIENCE} ms.`, this.#link.reason);
  }

  #up(): void {
    this.#channels.renew();
    if (this.#opened === undefined) this.#status.up();
    else this.#opened();
  }

  #down(reason: unknown): void {
    if (this.#opened === undefined) return this.#status.down(reason);
    if (isHopeless(reason)) this.#opened(reason);
  }

  /** What comes before the session is back is read by then: of a server that was set back, it could seem to follow what was told before. */
  #tell(channel: string, text: string): void {
    if (!this.#link.isUp) return;
    const message = readLive(channel, text);
    if (message !== undefined && this.#channels.take(message)) this.#listener.message(message);
  }

  /** A client of a cluster follows its channels; one that it has lost on the way is subscribed to again. Until then, tops show what was published. */
  #moved(partition: number): void {
    if (!this.#link.isUp) return;
    const channels = this.#channels.names().filter((name) => partitionOf(name) === partition);
    void handled(this.#link.connection.commands.renewMasters());
    void handled(this.#link.resubscribe(partition));
    if (channels.length > 0) this.#tops.now(channels);
  }

  // --- what a hub asks ---

  async publish(request: PublishRequest): Promise<Published> {
    const { channel, retention, key } = request;
    const published = await this.#scripts.publish(request);
    const lifetime = Math.max(retention?.age ?? 0, key?.window ?? 0);
    if (lifetime > 0) this.#sweep.add(channel, lifetime);
    return published;
  }

  read(channel: string, range: ReadRange): Promise<ReadAnswer> {
    return this.#scripts.read(channel, range);
  }

  /** First its messages are told, and then its position is read: none of them can be between the two. */
  async subscribe(channel: string): Promise<Position> {
    await this.#joins.join(channel);
    const position = await this.#scripts.top(channel);
    this.#channels.begin(channel, position);
    return position;
  }

  unsubscribe(channel: string): Promise<void> {
    return this.#joins.leave(channel);
  }

  async close(): Promise<void> {
    this.#status.end();
    this.#tops.stop();
    this.#sweep.stop();
    this.#channels.clear();
    this.#link.close();
  }

  /** Those of one partition together. In a cluster, masters may have come since. */
  #toCompare(): string[] {
    if (this.#link.isUp) void handled(this.#link.connection.commands.renewMasters());
    return byPartition(this.#channels.names()).flat();
  }
}
