// The engine over Redis: for hubs of several processes and machines. What it keeps outlives each of them.

import { randomBytes } from "node:crypto";
import type { Engine, EngineListener, EngineSession } from "../engine/engine.ts";
import type { RedisClientLike } from "./redis-client.ts";
import {
  type FilledRedisOptions,
  fillRedisOptions,
  type RedisEngineOptions,
} from "./redis-options.ts";
import { RedisSession } from "./redis-session.ts";

/**
 * An engine over a Redis from version 7 on, of one server or a cluster. Hubs and publishers with the same one, and the same `prefix`, have all channels in
 * common. `client` is one of `createClient` or `createCluster` of the package `redis`; each session opens two connections of its own with the options of
 * it, and closes them. Throws a `ConfigError` for an option that cannot be used. A session, and so `hub.ready`, rejects with a `ConfigError` for a server that
 * is too old, or is one of a cluster and the client is not or the other way around, and with an `EngineError` where none is found within 10 s.
 */
export function redisEngine(client: RedisClientLike, options: RedisEngineOptions = {}): Engine {
  return new RedisEngine(client, fillRedisOptions(client, options));
}

class RedisEngine implements Engine {
  readonly name = "redis";
  readonly #client: RedisClientLike;
  readonly #options: FilledRedisOptions;

  constructor(client: RedisClientLike, options: FilledRedisOptions) {
    this.#client = client;
    this.#options = options;
  }

  async open(listener: EngineListener): Promise<EngineSession> {
    const id = randomBytes(12).toString("base64url");
    const session = new RedisSession(this.#client, this.#options, listener, id);
    await session.begin(this.#options.clock);
    return session;
  }
}
