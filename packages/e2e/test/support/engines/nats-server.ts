// A nats-server of a test, with JetStream.
import { cp, rm, writeFile } from "node:fs/promises";
import { connect } from "@nats-io/transport-node";
import { FILES } from "../packages.ts";
import { BrokerServer, type ServerPlace, startServer } from "./broker-server.ts";

export interface NatsServerOptions {
  /** Default: `true`. */
  readonly jetStream?: boolean;
  /** The address that the server listens on. Default: `127.0.0.1`. */
  readonly host?: string;
  /** What stands in its file of settings. Default: nothing. */
  readonly config?: string;
}

export class NatsServer extends BrokerServer {
  readonly #options: NatsServerOptions;

  private constructor(place: ServerPlace, options: NatsServerOptions) {
    super(place);
    this.#options = options;
  }

  static start(options: NatsServerOptions = {}): Promise<NatsServer> {
    return startServer((place) => new NatsServer(place, options));
  }

  protected override async command(): Promise<[string, ...string[]]> {
    const { jetStream = true, host = "127.0.0.1", config = "" } = this.#options;
    const file = this.fileOf("nats.conf");
    await writeFile(file, config);
    const stores = jetStream ? ["-js", "-sd", this.#data] : [];
    const place = ["-a", host, "-p", `${this.port}`];
    return [FILES["nats-server"] ?? "", "-c", file, ...place, ...stores];
  }

  /** JetStream, too. */
  protected override answers(): Promise<boolean> {
    return answers({ port: this.port }, this.#options.jetStream);
  }

  override async restartEmpty(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
    await this.begin();
  }

  /** Copies its data, as they would be found after its death. */
  override async save(): Promise<void> {
    this.pause();
    try {
      await rm(this.#copy, { recursive: true, force: true });
      await cp(this.#data, this.#copy, { recursive: true });
    } finally {
      this.resume();
    }
  }

  override async restore(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
    await cp(this.#copy, this.#data, { recursive: true });
    await this.begin();
  }

  get #data(): string {
    return this.fileOf("data");
  }

  get #copy(): string {
    return this.fileOf("copy");
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

/** One of the servers, and its JetStream where it has to have one. */
export async function answers(
  where: { readonly port: number } | { readonly servers: string[] },
  jetStream = true,
): Promise<boolean> {
  try {
    await using connection = await connect({ ...where, timeout: 1_000, reconnect: false });
    if (!jetStream) return true;
    const { data } = await connection.request("$JS.API.INFO", "", { timeout: 1_000 });
    return !new TextDecoder().decode(data).includes('"error"');
  } catch {
    return false;
  }
}
