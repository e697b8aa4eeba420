// Redis under fault runs: one server, or a cluster.
import type { Engine } from "@skep/hub";
import { redisEngine, type RedisEngineOptions } from "@skep/hub/redis";
import { createClient } from "redis";
import type { RunBroker } from "./fault-run.ts";
import { ProxiedBroker } from "./proxied-broker.ts";
import type { RedisCluster } from "./redis-cluster.ts";
import { RedisServer } from "./redis-server.ts";

const TOP_INTERVAL = 5_000;

export class RedisBroker extends ProxiedBroker<RedisServer> {
  readonly #options: RedisEngineOptions;

  private constructor(server: RedisServer, options: RedisEngineOptions) {
    super(server);
    this.#options = { topInterval: TOP_INTERVAL, ...options };
  }

  static async start(options: RedisEngineOptions = {}): Promise<RedisBroker> {
    return new RedisBroker(await RedisServer.start(), options);
  }

  override async engine(): Promise<Engine> {
    const url = `redis://127.0.0.1:${await this.newWay()}`;
    return redisEngine(createClient({ url }), this.#options);
  }
}

let runs = 0;

/** Its channels are its own. The cluster is not. */
export class RedisClusterBroker implements RunBroker {
  readonly cluster: RedisCluster;
  readonly #prefix = `run${++runs}`;

  constructor(cluster: RedisCluster) {
    this.cluster = cluster;
  }

  engine(): Engine {
    const options = { prefix: this.#prefix, topInterval: TOP_INTERVAL };
    return redisEngine(this.cluster.client(), options);
  }

  async end(): Promise<void> {}
}
