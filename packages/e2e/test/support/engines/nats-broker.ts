// NATS under fault runs.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { Engine } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";
import { deleteStreams, NatsServer } from "./nats-server.ts";
import { ProxiedBroker } from "./proxied-broker.ts";

/** What the README says of connections. */
const CONNECTION = { maxReconnectAttempts: -1, reconnectTimeWait: 500, timeout: 2_000 } as const;

export class NatsBroker extends ProxiedBroker<NatsServer> {
  readonly #connections: NatsConnection[] = [];

  static async start(): Promise<NatsBroker> {
    return new NatsBroker(await NatsServer.start());
  }

  override async engine(): Promise<Engine> {
    const connection = await connect({ port: await this.newWay(), ...CONNECTION });
    this.#connections.push(connection);
    return natsEngine(connection, { messages: 100_000, topInterval: 2_000 });
  }

  deleteStream(): Promise<void> {
    return deleteStreams(this.server, "skep");
  }

  override async end(): Promise<void> {
    for (const connection of this.#connections) await connection.close();
    await super.end();
  }
}
