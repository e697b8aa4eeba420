// The entry point `@skep/hub/redis`: an engine over Redis, for hubs of several processes, and one that speaks to hubs of the original.

export { redisEngine } from "./redis/redis-engine.ts";
export type { RedisClientLike } from "./redis/redis-client.ts";
export type { RedisEngineOptions } from "./redis/redis-options.ts";
export { redisBridge } from "./redis-bridge/redis-bridge.ts";
export type { RedisBridgeOptions } from "./redis-bridge/bridge-options.ts";
