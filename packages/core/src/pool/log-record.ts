// What a pool tells, as a line of its log.

import type { Logger } from "../logger.ts";
import type { PoolEvent } from "./events.ts";

// Expected trouble of the network is a warning, never an error.
const LEVELS = {
  connected: "info",
  disconnected: "info",
  dialfailed: "warn",
  retired: "warn",
  overflow: "warn",
  warning: "warn",
  error: "error",
} as const;

export function logRecord(logger: Logger, { type, ...facts }: PoolEvent): void {
  const { id, peer: _, ...rest } = facts;
  logger[LEVELS[type]](type, { component: "pool", ...(id !== undefined && { peer: id }), ...rest });
}
