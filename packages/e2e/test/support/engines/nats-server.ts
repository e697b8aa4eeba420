// A nats-server with JetStream, in a scratch folder on a free port: it can be killed, stopped for a while, set back, and started again with or without
// its data.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@nats-io/transport-node";
import { Child, find } from "../child.ts";
import { eventually, freePort } from "../stage.ts";
import { startAgain } from "./start-again.ts";

export interface NatsServerOptions {
  /** Default: `true`. */
  readonly jetStream?: boolean;
  /** What stands in its file of settings. Default: nothing. */
  readonly config?: string;
}

export class NatsServer {
  readonly port: number;
  readonly #folder: string;
  readonly #options: NatsServerOptions;
  #child: Child | undefined;

  private constructor(port: number, folder: string, options: NatsServerOptions) {
    this.port = port;
    this.#folder = folder;
    this.#options = options;
  }

  static start(options: NatsServerOptions = {}): Promise<NatsServer> {
    return startAgain(async () => {
      const folder = await mkdtemp(join(tmpdir(), "skep-nats-"));
      const server = new NatsServer(await freePort(), folder, options);
      try {
        await server.begin();
        return server;
      } catch (error) {
        await server.end();
        throw error;
      }
    });
  }

  get #data(): string {
    return join(this.#folder, "data");
  }

  get #copy(): string {
    return join(this.#folder, "copy");
  }

  /** Starts it, after its end; resolves when it answers, and so does JetStream. */
  async begin(): Promise<void> {
    const { jetStream = true, config = "" } = this.#options;
    const file = join(this.#folder, "nats.conf");
    await writeFile(file, config);
    const stores = jetStream ? ["-js", "-sd", this.#data] : [];
    const args = ["-c", file, "-a", "127.0.0.1", "-p", `${this.port}`, ...stores];
    const child = Child.start(find("nats-server") ?? "", args);
    this.#child = child;
    let isOver = false;
    void child.ended.then(() => (isOver = true));
    await eventually(async () => isOver || (await answers(this.port, jetStream)));
    if (isOver) throw new Error(`It did not start:\n${child.lines.join("\n")}`);
  }

  /** Kills it, without a word to its clients. */
  async kill(): Promise<void> {
    await this.#child?.stop();
  }

  /** Kills it and starts it again, with its data. */
  async restart(): Promise<void> {
    await this.kill();
    await this.begin();
  }

  /** Kills it and starts it again, without its data. */
  async restartEmpty(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
    await this.begin();
  }

  /** It does nothing any more, but its connections stay. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Copies its data, as they would be found after its death. */
  async save(): Promise<void> {
    this.pause();
    await rm(this.#copy, { recursive: true, force: true });
    await cp(this.#data, this.#copy, { recursive: true });
    this.resume();
  }

  /** Kills it and starts it again, with the data that were saved. */
  async restore(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
    await cp(this.#copy, this.#data, { recursive: true });
    await this.begin();
  }

  async end(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Deletes the streams of an engine with this prefix, as an operator would, by mistake. */
export async function deleteStreams({ port }: NatsServer, prefix: string): Promise<void> {
  await using connection = await connect({ port, reconnect: false });
  const ask = async (method: string, body = ""): Promise<{ streams?: string[] | null }> =>
    (await connection.request(`$JS.API.STREAM.${method}`, body)).json();
  const { streams } = await ask("NAMES", JSON.stringify({ subject: `${prefix}.claim.*` }));
  for (const name of streams ?? []) await ask(`DELETE.${name}`);
}

async function answers(port: number, jetStream: boolean): Promise<boolean> {
  try {
    await using connection = await connect({ port, timeout: 1_000, reconnect: false });
    if (!jetStream) return true;
    const { data } = await connection.request("$JS.API.INFO", "", { timeout: 1_000 });
    return !new TextDecoder().decode(data).includes('"error"');
  } catch {
    return false;
  }
}
