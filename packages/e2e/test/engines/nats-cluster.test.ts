// Hubs over a cluster of nats-servers, of which one is killed: what was acknowledged is there, and nobody misses anything in silence.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { testEngine } from "@skep/testing";
import type { Engine } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Fault, RunBroker } from "../support/engines/fault-run.ts";
import { NatsCluster } from "../support/engines/nats-cluster.ts";
import { PATIENT } from "../support/engines/nats-options.ts";
import { testFaults } from "../support/engines/test-faults.ts";
import { describeServer } from "../support/packages.ts";

let prefixes = 0;

/** Hubs whose connections know all servers, and a stream with three copies. */
class ClusterBroker implements RunBroker {
  readonly cluster: NatsCluster;
  readonly prefix = `cluster${++prefixes}`;
  readonly #connections: NatsConnection[] = [];

  constructor(cluster: NatsCluster) {
    this.cluster = cluster;
  }

  async engine(): Promise<Engine> {
    const connection = await connect({ servers: this.cluster.servers, ...PATIENT });
    this.#connections.push(connection);
    const { prefix } = this;
    return natsEngine(connection, {
      prefix,
      replicas: 3,
      messages: 100_000,
      bytes: 33_554_432,
      topInterval: 2_000,
    });
  }

  async end(): Promise<void> {
    for (const connection of this.#connections) await connection.close();
  }
}

const LEADER_IS_KILLED: Fault<ClusterBroker> = {
  name: "the leader of the stream is killed",
  deafens: 1,
  async run({ cluster, prefix }, { published }) {
    const leader = await cluster.leaderOf(`${prefix}.claim.*`);
    await cluster.kill(leader);
    await published(300);
    await cluster.begin(leader);
  },
};

describeServer("nats-server", ["nats-server"], () => {
  let cluster: NatsCluster;

  beforeAll(async () => {
    cluster = await NatsCluster.start();
  });

  afterAll(() => cluster.end());

  testEngine({
    name: "an engine over a cluster of NATS",
    test,
    async engine() {
      const broker = new ClusterBroker(cluster);
      return { engine: await broker.engine(), stop: () => broker.end() };
    },
    capabilities: { loses: false, restores: false, cuts: false, stalls: false, time: false },
    timeout: 15_000,
  });

  describe("hubs over a cluster miss nothing in silence where", () => {
    // Nothing is lost, so there is nothing to tell.
    testFaults("NATS cluster", [LEADER_IS_KILLED], async () => new ClusterBroker(cluster));
  });
});
