// A Redis under fault runs: each hub has connections through a proxy of its own, so that one of them can be cut off alone.
import type { Engine } from "@skep/hub";
import { redisEngine, type RedisEngineOptions } from "@skep/hub/redis";
import { createClient } from "redis";
import type { RunBroker } from "./fault-run.ts";
import type { RedisCluster } from "./redis-cluster.ts";
import type { RedisServer } from "./redis-server.ts";
import { SwallowingProxy } from "./swallowing-proxy.ts";

let runs = 0;

export class RedisBroker implements RunBroker {
  readonly server: RedisServer;
  /** That of each engine, in the order in which they were made. */
  readonly proxies: SwallowingProxy[] = [];
  readonly #options: RedisEngineOptions;

  constructor(server: RedisServer, options: RedisEngineOptions = {}) {
    this.server = server;
    this.#options = { prefix: `run${++runs}`, topInterval: 5_000, ...options };
  }

  async engine(): Promise<Engine> {
    const proxy = await SwallowingProxy.start(this.server.port);
    this.proxies.push(proxy);
    return redisEngine(createClient({ url: `redis://127.0.0.1:${proxy.port}` }), this.#options);
  }

  async end(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.end()));
  }
}

/** A cluster under fault runs. */
export class RedisClusterBroker implements RunBroker {
  readonly cluster: RedisCluster;
  readonly #options: RedisEngineOptions;

  constructor(cluster: RedisCluster) {
    this.cluster = cluster;
    this.#options = { prefix: `run${++runs}`, topInterval: 5_000 };
  }

  engine(): Engine {
    return redisEngine(this.cluster.client(), this.#options);
  }
}
