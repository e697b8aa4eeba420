// What a pool and a connection by itself have in common, from options as given to options as used.

import type { AsyncContext } from "../async-context.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import type { Environment } from "../environment.ts";
import { ConfigError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { Transport } from "../transport.ts";
import { GIVEN } from "../words/requirements.ts";
import { checkHeadersAllowed } from "./http.ts";
import { inContext } from "./in-context.ts";
import type { HeaderFields, Provided } from "./host-options.ts";
import type { PartialSessionOptions, SessionOptions } from "./options.ts";
import { resolveSession } from "./resolve-session.ts";

/** The options of a host, all filled in. What is still optional has no default. */
export interface ResolvedHostOptions {
  readonly transport: Transport;
  readonly signal?: AbortSignal;
  /** The session options of the host; a peer's own options override them. */
  readonly session: SessionOptions;
  readonly headers?: Provided<HeaderFields>;
  readonly binary: "own" | "view";
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly asyncContext?: AsyncContext;
  readonly random: () => number;
  readonly unref: boolean;
}

const nothing = (): void => {};
const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const NO_ENVIRONMENT: Environment = { subscribe: () => nothing };

/**
 * Completes options that the table has filled in; `own` are those that only one kind of host has. Throws a `ConfigError` without
 * a transport, and for headers that the transport cannot send.
 */
export function resolveHost<T extends ResolvedHostOptions>(filled: Partial<T>, own: Partial<T>): T {
  const { asyncContext, transport, headers, unref = false } = filled;
  if (!transport) throw new ConfigError("transport", GIVEN, transport);
  checkHeadersAllowed(transport, headers);
  const resolved = Object.freeze({
    environment: NO_ENVIRONMENT,
    logger: SILENT,
    clock: systemClock({ unref }),
    random: systemRandom,
    ...filled,
    ...own,
    session: resolveSession(filled as PartialSessionOptions, undefined),
  });
  return inContext(resolved as unknown as T, asyncContext?.capture());
}
