// The entry point `@skep/hub`.

export type {
  Engine,
  EngineListener,
  EngineMessage,
  EngineNeeds,
  EngineSession,
  Published,
  PublishKey,
  PublishRequest,
  ReadAnswer,
  ReadRange,
  Retention,
} from "./engine/engine.ts";
export { memoryEngine, type MemoryEngineOptions } from "./engine/memory-engine.ts";
export { apiKeys, isSameSecret } from "./admission/api-keys.ts";
export type {
  Authenticate,
  AuthFailure,
  AuthRequest,
  AuthResult,
} from "./admission/authenticator.ts";
export type { TokenSource } from "./admission/token-source.ts";
export type { HeaderReader, UpgradeRequest } from "./admission/upgrade-request.ts";
export {
  AnswerTimeoutError,
  ConflictError,
  EngineError,
  HubClosedError,
  type HubErrorCode,
  LimitError,
} from "./errors.ts";
export type { BunServerLike, BunSocketLike, BunWebSocketHandlerLike } from "./acceptor/bun-link.ts";
export type { DenoInfoLike } from "./acceptor/fetch-acceptor.ts";
export type {
  HttpServerLike,
  NodeRequestLike,
  NodeStreamLike,
  UpgradeListener,
} from "./acceptor/node-upgrade.ts";
export type { SlowPolicy } from "./core/namespace.ts";
export type { DrainOptions, ListenOptions, PublishOptions } from "./call-options.ts";
export { Hub, type HubFetch, type HubStats } from "./hub.ts";
export type { HubClient } from "./hub-client.ts";
export {
  HubAuthFailedEvent,
  HubChannelEvent,
  HubClientEvent,
  HubErrorEvent,
  type HubEventMap,
  type HubStatus,
  HubStatusEvent,
} from "./hub-events.ts";
export type { OutboundMessage } from "./outbound.ts";
export { Publisher, type PublisherOptions } from "./publisher.ts";
export type { UserClients } from "./target.ts";
export { type Authorise, hubDefaults, type HubLimits, type HubOptions } from "./hub-options.ts";
export type { NamespaceOptions } from "./namespace-options.ts";
export type { ChildProcessLike, ExitLike, PipeLike } from "./process/child-process.ts";
