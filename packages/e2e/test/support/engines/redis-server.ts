// A redis-server in a scratch folder on a free port: it can be killed, stopped for a while, set back, and started again with or without its data.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RedisClientLike } from "@skep/hub/redis";
import { createClient } from "redis";
import { Child } from "../child.ts";
import { FILES } from "../packages.ts";
import { eventually, freePort } from "../stage.ts";
import { startAgain } from "./start-again.ts";

export interface RedisServerOptions {
  /** Directives of `redis.conf`, as arguments. */
  readonly flags?: readonly string[];
  readonly port?: number;
}

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

export class RedisServer implements RedisUnderTest {
  readonly port: number;
  readonly #folder: string;
  readonly #flags: readonly string[];
  #child: Child | undefined;

  private constructor(port: number, folder: string, flags: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#flags = flags;
  }

  /** It saves nothing by itself. */
  static start({ flags = [], port }: RedisServerOptions = {}): Promise<RedisServer> {
    return startAgain(async () => {
      const folder = await mkdtemp(join(tmpdir(), "skep-redis-"));
      const server = new RedisServer(port ?? (await freePort()), folder, flags);
      try {
        await server.begin();
        return server;
      } catch (error) {
        await server.end();
        throw error;
      }
    });
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, after its end; resolves when it takes commands. */
  async begin(): Promise<void> {
    const own = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.#folder];
    const quiet = ["--save", "", "--appendonly", "no", "--loglevel", "warning"];
    const child = Child.start(FILES["redis-server"] ?? "", [...own, ...quiet, ...this.#flags]);
    this.#child = child;
    let isOver = false;
    void child.ended.then(() => (isOver = true));
    await eventually(async () => isOver || (await this.#answers()));
    if (isOver) throw new Error(`It did not start:\n${child.lines.join("\n")}`);
  }

  async #answers(): Promise<boolean> {
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

  /** Kills it, without a word to its clients. */
  async kill(): Promise<void> {
    await this.#child?.stop();
  }

  /** Kills it and starts it again, without its data. */
  async restartEmpty(): Promise<void> {
    await this.kill();
    await rm(this.#dump, { force: true });
    await this.begin();
  }

  /** Saves a snapshot, to which it can be set back. */
  async save(): Promise<void> {
    await this.ask("SAVE");
    await cp(this.#dump, this.#copy);
  }

  /** Kills it and starts it again, with the snapshot. */
  async restore(): Promise<void> {
    await this.kill();
    await cp(this.#copy, this.#dump);
    await this.begin();
  }

  get #dump(): string {
    return join(this.#folder, "dump.rdb");
  }

  get #copy(): string {
    return join(this.#folder, "copy.rdb");
  }

  /** It does nothing any more, but its connections stay. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  async end(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
