// A redis-server of a test. It saves nothing by itself.
import { cp, rm } from "node:fs/promises";
import type { RedisClientLike } from "@skep/hub/redis";
import { createClient } from "redis";
import { FILES } from "../packages.ts";
import { BrokerServer, type ServerPlace, startServer } from "./broker-server.ts";

/** One server or several, and what can be done to them. */
export interface RedisUnderTest {
  /** A client, which is not connected. */
  client(): RedisClientLike;
  /** One command to each server. */
  askAll(...command: string[]): Promise<void>;
  save(): Promise<void>;
  restore(): Promise<void>;
  pause(): void;
  resume(): void;
}

export class RedisServer extends BrokerServer implements RedisUnderTest {
  readonly #flags: readonly string[];

  private constructor(place: ServerPlace, flags: readonly string[]) {
    super(place);
    this.#flags = flags;
  }

  /** `flags` are directives of `redis.conf`, as arguments. */
  static start(flags: readonly string[] = []): Promise<RedisServer> {
    return startServer((place) => new RedisServer(place, flags));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  protected override async command(): Promise<[string, ...string[]]> {
    const place = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.fileOf(".")];
    const quiet = ["--save", "", "--appendonly", "no", "--loglevel", "warning"];
    return [FILES["redis-server"] ?? "", ...place, ...quiet, ...this.#flags];
  }

  protected override async answers(): Promise<boolean> {
    try {
      return (await this.ask("PING")) === "PONG";
    } catch {
      return false;
    }
  }

  /** One command, over a connection of its own. */
  async ask(...command: string[]): Promise<unknown> {
    const client = createClient({
      socket: { host: "127.0.0.1", port: this.port, reconnectStrategy: false },
      disableClientInfo: true,
    });
    client.on("error", () => {});
    try {
      await client.connect();
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  }

  client(): RedisClientLike {
    return createClient({ url: this.url });
  }

  async askAll(...command: string[]): Promise<void> {
    await this.ask(...command);
  }

  override async restartEmpty(): Promise<void> {
    await this.kill();
    await rm(this.#dump, { force: true });
    await this.begin();
  }

  override async save(): Promise<void> {
    await this.ask("SAVE");
    await cp(this.#dump, this.#copy);
  }

  override async restore(): Promise<void> {
    await this.kill();
    await cp(this.#copy, this.#dump);
    await this.begin();
  }

  get #dump(): string {
    return this.fileOf("dump.rdb");
  }

  get #copy(): string {
    return this.fileOf("copy.rdb");
  }
}
