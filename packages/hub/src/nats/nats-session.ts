// One session of the engine over NATS: it puts the parts together.

import type { Position } from "@skep/protocol";
import { BrokerStatus } from "../broker/broker-status.ts";
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
import { ChannelReader } from "./channel-reader.ts";
import type { NatsConnectionLike } from "./connection-like.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { LiveChannels } from "./live-channels.ts";
import { checkOthers, NatsStream } from "./nats-stream.ts";
import { type FilledNatsOptions, namespaceIn } from "./options.ts";
import { Publishing } from "./publishing.ts";
import { namesSubject, NatsRequests } from "./requests.ts";
import { epochOf } from "./stream-config.ts";

export class NatsSession implements EngineSession {
  readonly #options: FilledNatsOptions;
  readonly #requests: NatsRequests;
  readonly #streams: readonly NatsStream[];
  readonly #status: BrokerStatus;
  readonly #live: LiveChannels;
  readonly #topCheck: TopCheck;
  readonly #watch: ConnectionWatch;
  /** Why NATS is away. */
  #reason: unknown;
  #isClosed = false;

  constructor(
    connection: NatsConnectionLike,
    parts: { requests: NatsRequests; streams: readonly NatsStream[]; options: FilledNatsOptions },
    listener: EngineListener,
  ) {
    const { requests, streams } = parts;
    this.#options = parts.options;
    this.#requests = requests;
    this.#streams = streams;
    this.#status = new BrokerStatus((status, reason) => {
      this.#reason = reason;
      listener.status(status, reason);
    });
    this.#live = new LiveChannels({
      connection,
      tell: (message) => listener.message(message),
      refused: (error) => this.#status.down(error),
    });
    this.#topCheck = this.#compareFor(listener);
    this.#watch = this.#watchOf(connection);
  }

  #watchOf(connection: NatsConnectionLike): ConnectionWatch {
    return new ConnectionWatch({
      connection,
      clock: this.#options.clock,
      status: this.#status,
      look: () => this.#look(),
      lost: (reason) => this.#requests.fail(reason),
      failed: (error) => this.#refused(error),
    });
  }

  #refused(error: unknown): void {
    this.#requests.refuse(error);
    if (!namesSubject(error)) this.#live.doubt(error, !this.#status.isUp);
  }

  #compareFor(listener: EngineListener): TopCheck {
    return new TopCheck({
      clock: this.#options.clock,
      interval: this.#options.topInterval,
      channels: () => this.#live.names(),
      ask: (channels) => Promise.all(channels.map((channel) => this.#top(channel))),
      told: this.#live.told,
      tell: (channel, position) => listener.top(channel, position),
    });
  }

  /** Rejects where NATS is not there, or not as it has to be. */
  static async open(
    connection: NatsConnectionLike,
    options: FilledNatsOptions,
    listener: EngineListener,
  ): Promise<NatsSession> {
    const { clock, random } = options;
    const newLife = (): string => epochOf(`${clock.wall()} ${random()}`);
    const requests = new NatsRequests(connection, clock);
    try {
      const streams = options.streams.map((each) => new NatsStream(each, requests, newLife));
      await checkOthers(requests, options.streams);
      await Promise.all(streams.map((stream) => stream.check()));
      return new NatsSession(connection, { requests, streams, options }, listener);
    } catch (error) {
      requests.close();
      throw error;
    }
  }

  publish(request: PublishRequest): Promise<Published> {
    return this.#do(request.channel, (stream) =>
      new Publishing(stream, this.#now).publish(request),
    );
  }

  read(channel: string, range: ReadRange): Promise<ReadAnswer> {
    return this.#do(channel, (stream) => this.#reader(stream, channel).read(range));
  }

  subscribe(channel: string): Promise<Position> {
    return this.#do(channel, async (stream) => {
      const live = this.#live.join(channel, stream);
      try {
        const top = await this.#reader(stream, channel).top();
        this.#live.begin(live, top);
        return top.position;
      } catch (error) {
        this.#live.fail(live);
        throw error;
      }
    });
  }

  async unsubscribe(channel: string): Promise<void> {
    this.#live.delete(channel);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#status.end();
    this.#watch.stop();
    this.#topCheck.stop();
    this.#live.clear();
    this.#requests.close();
  }

  readonly #now = (): number => this.#options.clock.wall();

  #streamOf(channel: string): NatsStream {
    return this.#streams[this.#options.streamFor(namespaceIn(channel))] as NatsStream;
  }

  #reader(stream: NatsStream, channel: string): ChannelReader {
    return new ChannelReader(stream, channel, this.#options.clock);
  }

  /** What fails may say that NATS is away, or that a stream is lost: somebody looks. */
  async #do<T>(channel: string, run: (stream: NatsStream) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new EngineError("The session of the engine is closed.");
    if (!this.#status.isUp) throw new EngineError("NATS is away.", this.#reason);
    try {
      return await run(this.#streamOf(channel));
    } catch (error) {
      if (error instanceof EngineError) this.#watch.now();
      throw error;
    }
  }

  async #top(channel: string): Promise<Position | undefined> {
    const reader = this.#reader(this.#streamOf(channel), channel);
    const known = this.#live.known(channel);
    const message = await reader.newest();
    if (message !== undefined) return reader.positionOf(message);
    this.#live.foundEmpty(channel, known);
    return undefined;
  }

  /** Finds the streams, or makes those that are lost; channels of these begin another life. */
  async #look(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.check()));
    if (this.#live.isOfThePast)
      this.#status.down(new EngineError("A stream was lost, and made anew."));
    if (!this.#status.isUp) await this.#goOn();
  }

  async #goOn(): Promise<void> {
    this.#live.goOn();
    // Answered behind the subscriptions: they hold when the listener reads on, or NATS has refused them.
    await this.#streams[0]?.live.api.info();
    const { fault } = this.#live;
    if (fault !== undefined) throw new EngineError("NATS does not tell a channel any more.", fault);
  }
}
