// What a pool tells, as a line of its log.

import { SkepError } from "../errors.ts";
import type { LogContext, Logger } from "../logger.ts";
import type { PoolEvent } from "../pool/events.ts";

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

/** Where lines go, and what they are of. */
interface LogSource {
  readonly logger: Logger;
  readonly component: LogContext["component"];
}

/**
 * One line. Why something ended is said in words; its cause, with stacks, is a line of `debug`. Left out is the subprotocol,
 * as tokens are sent by that way. What a listener threw, for one, is a fault of the application and is handed over as it is.
 */
export function logRecord({ logger, component }: LogSource, record: PoolEvent): void {
  const { type, id, peer: _, protocol: __, cause, ...facts } = record as Facts;
  const about: LogContext = { component, ...(id !== undefined && { peer: id }) };
  const reason = cause !== undefined && { reason: inWords(cause) };
  logger[LEVELS[type]](type, { ...about, ...facts, ...reason });
  if (reason) logger.debug(type, { ...about, cause });
}

type Facts = PoolEvent & { readonly protocol?: unknown; readonly cause?: unknown };

/** Our own words. What a worker of the application rejects with may hold a secret, and only its name is told. */
function inWords(error: unknown): string {
  if (error instanceof SkepError) return error.message;
  return (Object(error) as Partial<Error>).name ?? typeof error;
}
