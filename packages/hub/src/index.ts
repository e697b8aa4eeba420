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
