// The two connections of a session of the bridge: one publishes, one listens. The client opens them again by itself, and subscribes again.

import { backoff, handled } from "@skep/core/base";
import { BrokerStatus } from "../broker/broker-status.ts";
import type { EngineListener } from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import { COMMANDS, endClient, type RedisClientLike } from "../redis/redis-client.ts";
import { redisCode } from "../redis/redis-error.ts";

/** What `duplicate` gives. */
interface OwnClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: string, listener: (reason?: unknown) => void): unknown;
  publish(channel: string, text: string): Promise<unknown>;
  subscribe(channel: string, listener: Hear): Promise<unknown>;
  unsubscribe(channel: string, listener: Hear): Promise<unknown>;
}

type Hear = (text: string, channel: string) => void;

export interface BridgeLinkOptions {
  readonly client: RedisClientLike;
  readonly random: () => number;
  readonly listener: EngineListener;
  /** Told what came, by its name in Redis. */
  readonly message: (name: string, text: string) => void;
  /** It listens again: what came meanwhile was missed. Called before the listener is told. */
  readonly back: () => void;
}

/** Milliseconds for TCP and TLS; between two pings; and without any byte, after which the connection is dead. */
const CONNECT_TIMEOUT = 2_000;
const PING_INTERVAL = 2_000;
const SOCKET_TIMEOUT = 4_000;
const BACKOFF = {
  initialDelay: 100,
  multiplier: 2,
  maxDelay: 2_000,
  minDelay: 1,
  jitter: "full" as const,
};

/** Publishes without an answer. Overflow: the next one is refused. */
const MOST_PENDING = 20_000;

export class BridgeLink {
  readonly #options: BridgeLinkOptions;
  readonly #status: BrokerStatus;
  readonly #publishing: OwnClient;
  readonly #listening: OwnClient;
  /**
   * Names that were left while Redis was away: the client has them still, and subscribes to them again. Bound: the channels that were
   * subscribed then.
   */
  readonly #left = new Set<string>();
  #isOpen = false;
  #pending = 0;

  constructor(options: BridgeLinkOptions) {
    this.#options = options;
    this.#status = new BrokerStatus((status, reason) => options.listener.status(status, reason));
    this.#publishing = this.#own();
    this.#listening = this.#own();
  }

  #own(): OwnClient {
    const { client, random } = this.#options;
    const { socket } = (client as { options?: { socket?: object } }).options ?? {};
    const own = client.duplicate({
      socket: {
        ...socket,
        connectTimeout: CONNECT_TIMEOUT,
        socketTimeout: SOCKET_TIMEOUT,
        // Whoever opens it is told that it cannot be opened; later it is tried for as long as it takes.
        reconnectStrategy: (retries: number, cause: Error) =>
          this.#isOpen ? backoff(retries + 1, random(), BACKOFF) : cause,
      },
      pingInterval: PING_INTERVAL,
      disableOfflineQueue: true,
      commandOptions: COMMANDS,
    }) as OwnClient;
    // Without a listener, an error would end the process.
    own.on("error", (reason) => this.#failed(own, reason));
    own.on("ready", () => this.#ready(own));
    return own;
  }

  /** A ping that was refused is an error too, as by a server that runs a script for too long: that connection has not ended. */
  #failed({ isReady }: OwnClient, reason: unknown): void {
    const isRefusal = isReady && redisCode(reason) !== undefined;
    if (this.#isOpen && !isRefusal) this.#status.down(reason);
  }

  /** Rejects where Redis is not there. */
  async open(): Promise<void> {
    try {
      await Promise.all([this.#publishing.connect(), this.#listening.connect()]);
      // One may have ended while the other one was opened, and is not opened again.
      if (!this.#isReady) throw new Error("A connection to Redis has ended.");
      this.#isOpen = true;
    } catch (error) {
      this.close();
      throw new EngineError("Redis cannot be reached.", error);
    }
  }

  get #isReady(): boolean {
    return this.#publishing.isReady && this.#listening.isReady;
  }

  #ready(own: OwnClient): void {
    if (!this.#isOpen) return;
    if (own === this.#listening) this.#listens();
    if (this.#isReady) this.#status.up();
  }

  #listens(): void {
    this.#options.back();
    const left = [...this.#left];
    this.#left.clear();
    for (const name of left) void handled(this.unsubscribe(name));
  }

  get isUp(): boolean {
    return this.#status.isUp && this.#isReady;
  }

  async publish(name: string, text: string): Promise<void> {
    this.#pending++;
    try {
      await this.#publishing.publish(name, text);
    } finally {
      this.#pending--;
    }
  }

  /** Publishes can be taken. */
  check(): void {
    if (!this.isUp) throw new EngineError("Redis is away.");
    if (this.#pending >= MOST_PENDING)
      throw new EngineError(`Redis has not answered ${MOST_PENDING} publishes.`);
  }

  async subscribe(name: string): Promise<void> {
    this.#left.delete(name);
    await this.#listening.subscribe(name, this.#hear);
  }

  async unsubscribe(name: string): Promise<void> {
    if (!this.#listening.isReady) return void this.#left.add(name);
    try {
      await this.#listening.unsubscribe(name, this.#hear);
    } catch (error) {
      this.#left.add(name);
      throw error;
    }
  }

  /**
   * The same one for all: with one for each subscription, a client forgets a name that is left and taken up again at once. What comes before the
   * connection is ready would be told in front of the gap.
   */
  readonly #hear: Hear = (text, name) => {
    if (this.#listening.isReady) this.#options.message(name, text);
  };

  /** Ends both at once; what is under way rejects. */
  close(): void {
    this.#isOpen = false;
    this.#status.end();
    for (const client of [this.#publishing, this.#listening]) endClient(client);
  }
}
