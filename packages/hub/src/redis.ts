// The entry point `@skep/hub/redis`: an engine over Redis, for hubs of several processes.

export { redisEngine } from "./redis/redis-engine.ts";
export type { RedisClientLike } from "./redis/redis-client.ts";
export type { RedisEngineOptions } from "./redis/redis-options.ts";
