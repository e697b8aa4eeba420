// What a pool tells, as a line of its log.

import { SkepError } from "../errors.ts";
import type { LogContext, Logger } from "../logger.ts";
import type { Peer } from "../peer.ts";
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

/** The log, and the component that its lines name. */
interface LogSource {
  readonly logger: Logger;
  readonly component: LogContext["component"];
  /** The application listens to events of this type, of that peer or of all. */
  readonly hears: (type: PoolEvent["type"], peer: Peer | undefined) => boolean;
}

/**
 * Writes one line. The reason of an end is text; its cause, with stacks, is a line of `debug`. The subprotocol is left out, as
 * applications send tokens in it. The error of an `error` record is passed to the logger unchanged, as it is a fault of the application.
 */
export function logRecord(source: LogSource, record: PoolEvent): void {
  const { logger, component } = source;
  const { type, id, peer, protocol: __, cause, ...facts } = record as Facts;
  const about: LogContext = { component, ...(id !== undefined && { peer: id }) };
  const reason = cause !== undefined && { reason: inWords(cause) };
  const line = { ...about, ...facts, ...reason };
  logger[LEVELS[type]](type, line);
  if (logger.unheard !== undefined && !source.hears(type, peer)) logger.unheard(type, line);
  if (reason) logger.debug(type, { ...about, cause });
}

type Facts = PoolEvent & { readonly protocol?: unknown; readonly cause?: unknown };

/** The message of a SkepError. Any other error may hold a secret, so only its name is given. */
function inWords(error: unknown): string {
  if (error instanceof SkepError) return error.message;
  return (Object(error) as Partial<Error>).name ?? typeof error;
}
