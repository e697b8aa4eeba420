// The connections of one session to Redis, from their opening to the first that ends: one for commands, one for subscriptions. In a cluster each of them
// goes to all masters.

import { ConfigError } from "@skep/core/base";
import { BEAT, beatAnswerFrom } from "./beat-script.ts";
import { type BeatFindings, Beats } from "./beats.ts";
import { beatOf, byPartition, channelOf, liveOf, partitionOf } from "./layout.ts";
import {
  endClient,
  isCluster,
  type LiveListener,
  ownClient,
  type OwnClient,
  type RedisClientLike,
} from "./redis-client.ts";
import { RedisCommands } from "./redis-commands.ts";

export interface ConnectionOptions {
  readonly client: RedisClientLike;
  readonly prefix: string;
  /** Unique among all sessions. */
  readonly session: string;
  /** Told what came on the channel that tells one of Skep's. */
  readonly message: (channel: string, text: string) => void;
  /** All partitions in use have heard the last beat. */
  readonly heard: () => void;
  /** What channels of this partition were told may have been lost, as it was moved to another server of the cluster, or is just being moved. */
  readonly moved: (partition: number) => void;
  /** A connection has ended: nothing can be relied upon from now on. */
  readonly lost: (reason: unknown) => void;
}

/** Milliseconds for TCP and TLS. */
const CONNECT_TIMEOUT = 2_000;

/** Channels of one command. */
const MOST_AT_ONCE = 512;

/** How a client of the package `redis` says that a connection has ended. */
const ENDS = ["error", "end", "terminated"];

/** One of a cluster, of a connection to one of its nodes. Its `error` says that one of several nodes could not be asked where the slots are. */
const CLUSTER_ENDS = ["node-error", "sharded-channel-moved-error", "disconnect"];

export class RedisConnection {
  readonly #options: ConnectionOptions;
  readonly #clients: readonly OwnClient[];
  readonly #subscriptions: OwnClient;
  readonly commands: RedisCommands;
  readonly #isCluster: boolean;
  #isOver = false;
  /** The last error that a client told. */
  #reason: unknown;
  readonly #beats: Beats;
  /** Told the beats of each partition that has one: the first, and in a cluster each that has a channel. */
  readonly #listeners = new Map<number, LiveListener>();
  /** Resolves the end of `open`. */
  #isHeard: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    const { client } = options;
    this.#options = options;
    this.#isCluster = isCluster(client);
    this.#beats = new Beats(this.#isCluster);
    const [commands, subscriptions] = [this.#own(client), this.#own(client)];
    this.#clients = [commands, subscriptions];
    this.#subscriptions = subscriptions;
    this.commands = new RedisCommands({
      client: commands,
      isCluster: this.#isCluster,
      keyIn: (partition) => this.#beatOf(partition),
    });
  }

  #own(client: RedisClientLike): OwnClient {
    const own = ownClient(client, CONNECT_TIMEOUT);
    // Without a listener, an error would end the process.
    own.on("error", (reason) => (this.#reason = reason));
    const ends = this.#isCluster ? CLUSTER_ENDS : ENDS;
    for (const event of ends) own.on(event, (reason: unknown) => this.#lost(reason));
    return own;
  }

  #lost(reason: unknown): void {
    if (this.#isOver) return;
    this.#options.lost(reason ?? new Error("A connection to Redis has ended."));
  }

  /** Connects, subscribes to these, and hears a beat. Rejects with a `ConfigError` for a server that cannot be used at all. */
  async open(channels: readonly string[]): Promise<void> {
    await Promise.all(this.#clients.map((client) => this.#connect(client)));
    await this.commands.prepare();
    await this.#startBeating([0]);
    await this.subscribe(channels);
    const heard = new Promise<void>((resolve) => (this.#isHeard = resolve));
    await this.beat();
    await heard;
  }

  /** One of a cluster rejects without the reason, which it tells before. */
  async #connect(client: OwnClient): Promise<void> {
    try {
      await client.connect();
    } catch (error) {
      throw this.#isCluster ? whyNoNode(this.#reason ?? error) : error;
    }
  }

  /** Ends the connections; what is under way rejects. */
  destroy(): void {
    this.#isOver = true;
    for (const client of this.#clients) endClient(client);
  }

  // --- subscriptions ---

  async subscribe(channels: readonly string[]): Promise<void> {
    if (this.#isCluster) await this.#startBeating(channels.map(partitionOf));
    await Promise.all(
      this.#groups(channels).map((group) => this.#subscriptions.sSubscribe(group, this.#tell)),
    );
  }

  async unsubscribe(channels: readonly string[]): Promise<void> {
    await Promise.all(
      this.#groups(channels).map((group) => this.#subscriptions.sUnsubscribe(group, this.#tell)),
    );
  }

  /** Again, where the client has lost them on the way to another node. What it has not lost is left alone. */
  async resubscribe(partition: number, channels: readonly string[]): Promise<void> {
    await this.#listen(partition);
    await this.subscribe(channels);
  }

  /** What one script can be asked about: in a cluster, the channels of one partition. */
  questionsOf(channels: readonly string[]): (readonly string[])[] {
    return this.#isCluster ? byPartition(channels) : [channels];
  }

  /** Their names in Redis, by command. */
  #groups(channels: readonly string[]): string[][] {
    return this.questionsOf(channels).flatMap((part) => {
      const names = part.map((channel) => liveOf(this.#options.prefix, channel));
      const starts = Array.from(
        { length: Math.ceil(names.length / MOST_AT_ONCE) },
        (_, at) => at * MOST_AT_ONCE,
      );
      return starts.map((start) => names.slice(start, start + MOST_AT_ONCE));
    });
  }

  readonly #tell = (text: string, live: string): void => {
    if (this.#isOver) return;
    const channel = channelOf(live);
    if (channel !== undefined) this.#options.message(channel, text);
  };

  // --- beats ---

  #beatOf(partition: number): string {
    const { prefix, session } = this.#options;
    return beatOf(prefix, partition, session);
  }

  /** No beat is waited for before the server has said that it tells them. */
  async #startBeating(partitions: Iterable<number>): Promise<void> {
    const start = async (partition: number): Promise<void> => {
      this.#listeners.set(partition, (text) =>
        this.#found(partition, this.#beats.hear(partition, text)),
      );
      try {
        await this.#listen(partition);
        this.#beats.add(partition);
      } catch (error) {
        this.#listeners.delete(partition);
        throw error;
      }
    };
    const more = [...new Set(partitions)].filter((partition) => !this.#listeners.has(partition));
    await Promise.all(more.map(start));
  }

  async #listen(partition: number): Promise<void> {
    const listener = this.#listeners.get(partition);
    if (listener !== undefined)
      await this.#subscriptions.sSubscribe([this.#beatOf(partition)], listener);
  }

  /** Tells itself something over each partition in use. Rejects where Redis does not take it. */
  async beat(): Promise<void> {
    const { partitions, text } = this.#beats.next();
    const send = async (partition: number): Promise<void> => {
      const answer = beatAnswerFrom(
        await this.commands.run(BEAT, [this.#beatOf(partition)], [text]),
      );
      this.#found(partition, this.#beats.taken(partition, answer));
    };
    await Promise.all(partitions.map(send));
  }

  #found(partition: number, { hasMoved, isComplete }: BeatFindings): void {
    if (this.#isOver) return;
    if (hasMoved) this.#options.moved(partition);
    if (!isComplete) return;
    this.#isHeard?.();
    this.#options.heard();
  }
}

/** Why a client of a cluster has found no node of it. */
function whyNoNode(reason: unknown): unknown {
  const { message } = Object(reason) as { readonly message?: unknown };
  if (!String(message).includes("cluster support disabled")) return reason;
  return new ConfigError(
    "client",
    "one of createClient, as the server is no node of a cluster",
    "a cluster",
  );
}
