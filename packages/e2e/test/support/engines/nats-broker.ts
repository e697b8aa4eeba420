// NATS as the broker of a fault run: each hub has a connection of its own, through a proxy that can cut it off alone.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { Engine } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";
import type { RunBroker } from "./fault-run.ts";
import { deleteStreams, NatsServer } from "./nats-server.ts";
import { SwallowingProxy } from "./swallowing-proxy.ts";

/** What the README says of connections. */
const CONNECTION = { maxReconnectAttempts: -1, reconnectTimeWait: 500, timeout: 2_000 } as const;

export class NatsBroker implements RunBroker {
  readonly server: NatsServer;
  /** In the order of the hubs. */
  readonly proxies: SwallowingProxy[] = [];
  readonly #connections: NatsConnection[] = [];

  private constructor(server: NatsServer) {
    this.server = server;
  }

  static async start(): Promise<NatsBroker> {
    return new NatsBroker(await NatsServer.start());
  }

  async engine(): Promise<Engine> {
    const proxy = await SwallowingProxy.start(this.server.port);
    this.proxies.push(proxy);
    const connection = await connect({ port: proxy.port, ...CONNECTION });
    this.#connections.push(connection);
    return natsEngine(connection, { messages: 100_000, topInterval: 2_000 });
  }

  deleteStream(): Promise<void> {
    return deleteStreams(this.server, "skep");
  }

  async end(): Promise<void> {
    for (const connection of this.#connections) await connection.close();
    for (const proxy of this.proxies) await proxy.end();
    await this.server.end();
  }
}
