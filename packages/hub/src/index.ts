// The entry point `@skep/hub`.

export type {
  Engine,
  EngineListener,
  EngineMessage,
  EngineSession,
  Published,
  PublishKey,
  PublishRequest,
  ReadAnswer,
  ReadRange,
  Retention,
} from "./engine/engine.ts";
export { memoryEngine, type MemoryEngineOptions } from "./engine/memory-engine.ts";
export { EngineError, type HubErrorCode } from "./errors.ts";
export type { BunServerLike, BunSocketLike, BunWebSocketHandlerLike } from "./acceptor/bun-link.ts";
export type { DenoInfoLike } from "./acceptor/fetch-acceptor.ts";
export type { HttpServerLike } from "./acceptor/node-acceptor.ts";
export type { SlowPolicy } from "./core/namespace.ts";
export { Hub, type HubFetch, type HubStats, type HubStatus } from "./hub.ts";
export type { HubClient } from "./hub-client.ts";
export { HubChannelEvent, HubClientEvent, HubErrorEvent, type HubEventMap } from "./hub-events.ts";
export {
  hubDefaults,
  type HubLimits,
  type HubOptions,
  type NamespaceOptions,
} from "./hub-options.ts";
