// The engine that speaks to hubs of the original over Redis, so that a fleet can move node by node.

import type { Engine, EngineListener, EngineSession } from "../engine/engine.ts";
import type { RedisClientLike } from "../redis/redis-client.ts";
import {
  fillBridgeOptions,
  type FilledBridgeOptions,
  type RedisBridgeOptions,
} from "./bridge-options.ts";
import { BridgeSession } from "./bridge-session.ts";

/**
 * An engine in the format of the original's bridge over Redis: `<prefix>:broadcast` and `<prefix>:channel:<name>`, `{ sourceId, message }`. Hubs of both
 * kinds behind one Redis hear each other. It promises no more than the original does, and clients are told so with their `welcome`: a message is
 * delivered at most once, nothing is kept, and positions are those of one hub, so that whoever comes back has a gap.
 *
 * The client is duplicated, and is not used itself. Throws a `ConfigError` for a client or an option that cannot be. `hub.ready` rejects with an
 * `EngineError` where Redis cannot be reached; later, the engine is away for as long as Redis is.
 */
export function redisBridge(client: RedisClientLike, options: RedisBridgeOptions = {}): Engine {
  return new RedisBridge(fillBridgeOptions(client, options));
}

class RedisBridge implements Engine {
  readonly name = "redis bridge";
  readonly delivery = "at-most-once";
  readonly #options: FilledBridgeOptions;
  #sessions = 0;

  constructor(options: FilledBridgeOptions) {
    this.#options = options;
  }

  async open(listener: EngineListener): Promise<EngineSession> {
    const session = new BridgeSession(this.#options, this.#newId(), listener);
    await session.open();
    return session;
  }

  /** Unique among all sessions: by chance, the time, and a count. */
  #newId(): string {
    const { clock, random } = this.#options;
    const part = (value: number): string => Math.floor(value).toString(36);
    return [random() * 2 ** 52, clock.wall(), this.#sessions++].map(part).join("-");
  }
}
