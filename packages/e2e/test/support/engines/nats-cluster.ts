// Three nats-servers that keep copies of a stream, in a scratch folder on free ports: each can be killed and started again.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { Child } from "../child.ts";
import { FILES } from "../packages.ts";
import { eventually, freePort } from "../stage.ts";
import { answers } from "./nats-server.ts";
import { startAgain } from "./start-again.ts";

const SIZE = 3;

export class NatsCluster {
  /** Of clients. */
  readonly ports: readonly number[];
  readonly #routes: readonly number[];
  readonly #folder: string;
  readonly #children: Child[] = [];

  private constructor(ports: readonly number[], routes: readonly number[], folder: string) {
    this.ports = ports;
    this.#routes = routes;
    this.#folder = folder;
  }

  static start(): Promise<NatsCluster> {
    return startAgain(async () => {
      const ports: number[] = [];
      while (ports.length < 2 * SIZE) ports.push(await freePort());
      const folder = await mkdtemp(join(tmpdir(), "skep-nats-cluster-"));
      const cluster = new NatsCluster(ports.slice(0, SIZE), ports.slice(SIZE), folder);
      try {
        await cluster.#begin();
        return cluster;
      } catch (error) {
        await cluster.end();
        throw error;
      }
    });
  }

  /** Resolves when they have a leader, and rejects where one of them does not start. */
  async #begin(): Promise<void> {
    for (let at = 0; at < SIZE; at++) await this.begin(at);
    let over: Child | undefined;
    for (const child of this.#children) void child.ended.then(() => (over ??= child));
    await eventually(async () => over !== undefined || (await answers({ servers: this.servers })));
    if (over !== undefined) throw new Error(`It did not start:\n${over.lines.join("\n")}`);
  }

  async begin(at: number): Promise<void> {
    const file = join(this.#folder, `${at}.conf`);
    await writeFile(file, this.#configOf(at));
    this.#children[at] = Child.start(FILES["nats-server"] ?? "", ["-c", file]);
  }

  #configOf(at: number): string {
    const routes = this.#routes.map((port) => `"nats-route://127.0.0.1:${port}"`).join(", ");
    return `
      server_name: n${at}
      host: 127.0.0.1
      port: ${this.ports[at]}
      jetstream { store_dir: "${join(this.#folder, `data${at}`)}" }
      cluster { name: skep, host: 127.0.0.1, port: ${this.#routes[at]}, routes: [${routes}] }
    `;
  }

  /** Without a word to its clients. */
  async kill(at: number): Promise<void> {
    await this.#children[at]?.stop();
  }

  /** The index of the server that leads the stream with this subject. */
  async leaderOf(subject: string): Promise<number> {
    const ask = async (connection: NatsConnection, method: string, body = ""): Promise<never> =>
      (await connection.request(`$JS.API.STREAM.${method}`, body, { timeout: 5_000 })).json();
    await using connection = await connect({ servers: this.servers, reconnect: false });
    const { streams } = (await ask(connection, "NAMES", JSON.stringify({ subject }))) as {
      streams: string[];
    };
    const { cluster } = (await ask(connection, `INFO.${streams[0]}`)) as {
      cluster: { leader: string };
    };
    return Number(cluster.leader.slice(1));
  }

  get servers(): string[] {
    return this.ports.map((port) => `127.0.0.1:${port}`);
  }

  async end(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
    await rm(this.#folder, { recursive: true, force: true });
  }
}
