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
import { ExpirySweep } from "./expiry-sweep.ts";
import { byPartition, keyOf, liveOf, partitionOf } from "./layout.ts";
import { lifeArguments } from "./life-script.ts";
import { readLive } from "./live-message.ts";
import { PUBLISH, publishArguments, publishedFrom } from "./publish-script.ts";
import { answerFrom, READ, readArguments } from "./read-script.ts";
import type { RedisClientLike } from "./redis-client.ts";
import { engineErrorOf, redisCode } from "./redis-error.ts";
import { isHopeless, RedisLink } from "./redis-link.ts";
import type { FilledRedisOptions } from "./redis-options.ts";
import type { Script } from "./script.ts";
import { SWEEP } from "./sweep-script.ts";
import { TOPS, topsFrom } from "./top-script.ts";

/** Milliseconds that a session has to find Redis when it is opened: as long as an engine has to answer. */
const OPEN_PATIENCE = 10_000;

/** A subscription that is under way. */
interface Join {
  /** Rejects with an `EngineError`. */
  done?: Promise<void>;
}

export class RedisSession implements EngineSession {
  readonly #options: FilledRedisOptions;
  readonly #listener: EngineListener;
  readonly #status: BrokerStatus;
  readonly #channels = new SubscribedChannels();
  /** By channel, those that Redis has not answered. Bound: the channels that are subscribed. */
  readonly #joins = new Map<string, Join>();
  readonly #tops: TopCheck;
  readonly #sweep: ExpirySweep;
  readonly #link: RedisLink;
  /** 96 bits of chance. With the number of a call, no two epochs are the same. */
  readonly #id: string;
  #count = 0;
  /** Settles the opening. */
  #opened: ((failure?: unknown) => void) | undefined;
  #isClosed = false;

  constructor(
    client: RedisClientLike,
    options: FilledRedisOptions,
    listener: EngineListener,
    id: string,
  ) {
    const { clock, topInterval: interval, prefix, random } = options;
    this.#options = options;
    this.#listener = listener;
    this.#id = id;
    this.#status = new BrokerStatus((...told) => listener.status(...told));
    this.#tops = new TopCheck({
      clock,
      interval,
      channels: () => this.#toCompare(),
      ask: (channels) => this.#topsOf(channels),
      isBehind: (channel, top) => this.#channels.isBehind(channel, top),
      tell: (channel, top) => listener.top(channel, top),
    });
    this.#sweep = new ExpirySweep(clock, (channel) => this.#sweepOne(channel));
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
    void handled(this.#link.connection.renewMasters());
    void handled(this.#link.resubscribe(partition));
    if (channels.length > 0) this.#tops.now(channels);
  }

  // --- what a hub asks ---

  async publish(request: PublishRequest): Promise<Published> {
    const { channel, retention, key } = request;
    const args = publishArguments(liveOf(this.#options.prefix, channel), request);
    const published = publishedFrom(await this.#run(PUBLISH, [channel], args));
    const lifetime = Math.max(retention?.age ?? 0, key?.window ?? 0);
    if (lifetime > 0) this.#sweep.add(channel, lifetime);
    return published;
  }

  async read(channel: string, range: ReadRange): Promise<ReadAnswer> {
    return answerFrom(channel, await this.#run(READ, [channel], readArguments(range)));
  }

  /** First its messages are told, and then its position is read: none of them can be between the two. */
  async subscribe(channel: string): Promise<Position> {
    const join = this.#channels.add(channel) ? this.#join(channel) : this.#joins.get(channel);
    await join?.done;
    const [position] = topsFrom(await this.#run(TOPS, [channel]));
    if (position === undefined) throw new EngineError("Redis knows no position.");
    this.#channels.begin(channel, position);
    return position;
  }

  #join(channel: string): Join {
    const join: Join = {};
    this.#joins.set(channel, join);
    join.done = handled(this.#begin(channel, join));
    return join;
  }

  /** The channel may be left and taken up again before it is told: then the last join counts. */
  async #begin(channel: string, join: Join): Promise<void> {
    const isLast = (): boolean => this.#joins.get(channel) === join;
    try {
      await this.#link.connection.subscribe([channel]);
    } catch (error) {
      if (isLast()) this.#channels.delete(channel);
      throw engineErrorOf(error);
    } finally {
      if (isLast()) this.#joins.delete(channel);
    }
    if (!this.#channels.has(channel)) void handled(this.#leave(channel));
  }

  async unsubscribe(channel: string): Promise<void> {
    if (this.#channels.delete(channel)) await this.#leave(channel);
  }

  /**
   * Behind its subscription, as a client of a cluster may send the two commands in the other order. Connections that are opened later do not
   * have the channel.
   */
  async #leave(channel: string): Promise<void> {
    if (this.#joins.has(channel) || !this.#link.isUp) return;
    try {
      await this.#link.connection.unsubscribe([channel]);
    } catch (error) {
      throw engineErrorOf(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#status.end();
    this.#tops.stop();
    this.#sweep.stop();
    this.#channels.clear();
    this.#link.close();
  }

  // --- scripts ---

  async #run(
    script: Script,
    channels: readonly string[],
    more: readonly string[] = [],
  ): Promise<unknown> {
    try {
      const { connection } = this.#link;
      const keys = channels.map((channel) => keyOf(this.#options.prefix, channel));
      return await connection.run(script, keys, [...this.#life(connection.masters), ...more]);
    } catch (error) {
      throw engineErrorOf(error);
    }
  }

  #life(masters: string): string[] {
    const { channelTtl: ttl, trustPersistence } = this.#options;
    const epoch = `${this.#id}${(++this.#count).toString(36)}`;
    return lifeArguments({ epoch, ttl, trustPersistence, masters });
  }

  /** Those of one partition together. In a cluster, masters may have come since. */
  #toCompare(): string[] {
    if (this.#link.isUp) void handled(this.#link.connection.renewMasters());
    return byPartition(this.#channels.names()).flat();
  }

  async #topsOf(channels: readonly string[]): Promise<(Position | undefined)[]> {
    const tops = new Map<string, Position>();
    const questions = this.#link.connection.questionsOf(channels);
    await Promise.all(questions.map((group) => this.#addTops(tops, group)));
    return channels.map((channel) => tops.get(channel));
  }

  async #addTops(tops: Map<string, Position>, group: readonly string[]): Promise<void> {
    try {
      const positions = topsFrom(await this.#run(TOPS, group));
      for (const [at, position] of positions.entries()) tops.set(group[at] as string, position);
    } catch (error) {
      // While a slot is moved, only scripts of one key are sure to find it.
      const { cause } = Object(error) as { readonly cause?: unknown };
      if (redisCode(cause) !== "TRYAGAIN" || group.length < 2) throw error;
      await Promise.all(group.map((channel) => this.#addTops(tops, [channel])));
    }
  }

  async #sweepOne(channel: string): Promise<boolean> {
    if (this.#isClosed) return false;
    return (await this.#run(SWEEP, [channel])) === 1;
  }
}
