// The two connections of a session of the bridge: one publishes, one listens. The client opens them again by itself, and subscribes again.

import { backoff } from "@skep/core/base";
import { BrokerStatus } from "../broker/broker-status.ts";
import type { EngineListener } from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import { COMMANDS, type RedisClientLike } from "../redis/redis-client.ts";

/** What `duplicate` gives. */
interface OwnClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: string, listener: (reason?: unknown) => void): unknown;
  publish(channel: string, text: string): Promise<unknown>;
  subscribe(channels: string, listener: (text: string, channel: string) => void): Promise<unknown>;
  unsubscribe(channels: string): Promise<unknown>;
}

export interface BridgeLinkOptions {
  readonly client: RedisClientLike;
  readonly random: () => number;
  readonly listener: EngineListener;
  /** Told what came, by its name in Redis. */
  readonly message: (name: string, text: string) => void;
  /** Both are there again: what came meanwhile was missed. Called before the listener is told. */
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
    own.on("error", (reason) => this.#isOpen && this.#status.down(reason));
    own.on("ready", () => this.#ready());
    return own;
  }

  /** Rejects where Redis is not there. */
  async open(): Promise<void> {
    try {
      await Promise.all([this.#publishing.connect(), this.#listening.connect()]);
      this.#isOpen = true;
    } catch (error) {
      this.close();
      throw new EngineError("Redis cannot be reached.", error);
    }
  }

  #ready(): void {
    if (!this.#isOpen || !this.#publishing.isReady || !this.#listening.isReady) return;
    this.#options.back();
    this.#status.up();
  }

  get isUp(): boolean {
    return this.#status.isUp && this.#publishing.isReady && this.#listening.isReady;
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
    await this.#listening.subscribe(name, (text) => this.#options.message(name, text));
  }

  async unsubscribe(name: string): Promise<void> {
    await this.#listening.unsubscribe(name);
  }

  /** Ends both at once; what is under way rejects. */
  close(): void {
    this.#isOpen = false;
    this.#status.end();
    for (const client of [this.#publishing, this.#listening]) client.destroy();
  }
}
