// Clients of a Redis that does what a test says: it is silent, refuses, tells nothing, or ends its connections. It keeps nothing; what scripts do is
// tested with real servers.

import { BEAT, SERVER } from "../../../src/redis/beat-script.ts";
import { channelOf } from "../../../src/redis/layout.ts";
import { PUBLISH } from "../../../src/redis/publish-script.ts";
import type {
  LiveListener,
  OwnClient,
  RedisClientLike,
  RunOptions,
} from "../../../src/redis/redis-client.ts";
import { TOPS } from "../../../src/redis/top-script.ts";

type Ended = (reason?: unknown) => void;

export class FakeRedis {
  readonly server = { version: "7.0.15", mode: "standalone" };
  /** Connections are those of a client of a cluster. */
  isCluster = false;
  /** Who was told a beat, as the server says. */
  receivers = 1;
  /** Sockets are opened by `dial` only, also for a client that was ended meanwhile: that of the package `redis` does not look. */
  isSlow = false;
  readonly dialled: (() => void)[] = [];
  /** What is thrown where a client is made, where it connects, where a script is run, and where a channel is subscribed. */
  fault: Error | undefined;
  refusal: Error | undefined;
  scripts: Error | undefined;
  noSubscriptions: Error | undefined;
  /** Nothing is answered. */
  isSilent = false;
  /** Nothing is told. */
  isDeaf = false;
  /** The next script is not known by its hash. */
  forgets = false;
  /** Times that a client was made for commands and one for subscriptions. */
  attempts = 0;
  readonly subscribes: string[] = [];
  /** What was done, in order: subscriptions, and scripts about positions. */
  readonly done: string[] = [];
  readonly #clients = new Set<FakeClient>();

  get client(): RedisClientLike {
    return {
      ...(this.isCluster && { nodeByAddress: new Map() }),
      duplicate: () => {
        this.attempts += 0.5;
        if (this.fault !== undefined) throw this.fault;
        return new FakeClient(this);
      },
    };
  }

  /** Connections that are open. */
  get open(): number {
    return this.#clients.size;
  }

  add(client: FakeClient): void {
    this.#clients.add(client);
  }

  delete(client: FakeClient): void {
    this.#clients.delete(client);
  }

  /** Ends one of them, as a network does. */
  cut(reason: Error): void {
    const [first] = this.#clients;
    first?.end(reason);
  }

  /** The channels of Skep that somebody has. */
  channels(): string[] {
    const names = [...this.#clients].flatMap(({ listeners }) => [...listeners.keys()]);
    return names.map(channelOf).filter((name) => name !== undefined);
  }

  /** Answers what waits at each connection, in order; so many of them, and then it is silent again. */
  answer(count: number = Infinity): void {
    this.isSilent = count !== Infinity;
    for (const client of this.#clients) client.answer(count);
  }

  /** Opens the sockets that wait for it. */
  dial(): void {
    this.isSlow = false;
    for (const open of this.dialled.splice(0)) open();
  }

  tell(channel: string, text: string): void {
    for (const { listeners } of this.#clients)
      for (const [name, listener] of listeners)
        if (channelOf(name) === channel) listener(text, name);
  }

  beat(name: string, text: string): void {
    if (this.isDeaf) return;
    for (const { listeners } of this.#clients) listeners.get(name)?.(text, name);
  }
}

class FakeClient implements OwnClient {
  readonly #redis: FakeRedis;
  readonly listeners = new Map<string, LiveListener>();
  readonly #ends: Ended[] = [];
  readonly #readies: Ended[] = [];
  readonly #waiting = new Set<{ readonly resolve: () => void; readonly reject: Ended }>();

  constructor(redis: FakeRedis) {
    this.#redis = redis;
  }

  async connect(): Promise<void> {
    const { dialled, isSlow, refusal } = this.#redis;
    if (refusal !== undefined) throw this.#refusal(refusal);
    if (isSlow) await new Promise<void>((resolve) => dialled.push(resolve));
    await this.#answer();
    this.#redis.add(this);
    for (const listener of this.#readies) listener();
  }

  /** A client of a cluster tells of each node, and rejects with an error of its own. */
  #refusal(reason: Error): Error {
    if (!this.#redis.isCluster) return reason;
    this.end(reason);
    return new Error("None of the root nodes is available");
  }

  /** Nothing is answered until the end where Redis is silent. */
  async #answer(): Promise<void> {
    if (!this.#redis.isSilent) return;
    await new Promise<void>((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  answer(count: number): void {
    for (const waiting of [...this.#waiting].slice(0, count)) {
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }

  destroy(): void {
    this.#redis.delete(this);
    for (const { reject } of this.#waiting) reject(new Error("The client is closed"));
    this.#waiting.clear();
  }

  on(event: string, listener: Ended): void {
    if (event === "error") this.#ends.push(listener);
    if (event === "ready") this.#readies.push(listener);
  }

  end(reason: Error): void {
    for (const listener of this.#ends) listener(reason);
  }

  async scriptLoad(): Promise<void> {
    await this.#answer();
  }

  async evalSha(sha: string, options: RunOptions): Promise<unknown> {
    if (this.#redis.forgets) {
      this.#redis.forgets = false;
      throw new Error("NOSCRIPT No matching script.");
    }
    return this.#run((script) => script.sha === sha, options);
  }

  eval(source: string, options: RunOptions): Promise<unknown> {
    return this.#run((script) => script.source === source, options);
  }

  async #run(
    isIt: (script: { sha: string; source: string }) => boolean,
    { arguments: [text = ""], keys }: RunOptions,
  ): Promise<unknown> {
    await this.#answer();
    const { scripts, server } = this.#redis;
    if (isIt(SERVER)) return [server.version, "run", server.mode];
    if (scripts !== undefined) throw scripts;
    if (isIt(BEAT)) {
      this.#redis.beat(keys[0] ?? "", text);
      return [this.#redis.receivers, "run"];
    }
    if (isIt(PUBLISH)) return [0, "e", 1, "1"];
    if (isIt(TOPS)) this.#redis.done.push("top");
    if (isIt(TOPS)) return keys.flatMap(() => ["e", 0, ""]);
    throw new Error("ERR what is that?");
  }

  async sSubscribe(channels: string[], listener: LiveListener): Promise<void> {
    await this.#answer();
    const { noSubscriptions, subscribes } = this.#redis;
    if (noSubscriptions !== undefined) throw noSubscriptions;
    subscribes.push(...channels);
    this.#redis.done.push("subscribe");
    for (const channel of channels) this.listeners.set(channel, listener);
  }

  async sUnsubscribe(channels: string[]): Promise<void> {
    await this.#answer();
    this.#redis.done.push("unsubscribe");
    for (const channel of channels) this.listeners.delete(channel);
  }
}
