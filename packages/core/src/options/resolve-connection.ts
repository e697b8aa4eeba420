// From the options of a connection as given to options as used: checked, filled in and frozen, before anything is dialled.

import type { AsyncContext } from "../async-context.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { systemRandom } from "../base/random.ts";
import { redactUrl } from "../base/redact-url.ts";
import type { Environment } from "../environment.ts";
import { ConfigError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { Transport } from "../transport.ts";
import { addressOf } from "../address.ts";
import { GIVEN } from "../words/requirements.ts";
import { fill } from "./check.ts";
import { CONNECTION } from "./connection-table.ts";
import { checkHeadersAllowed } from "./http.ts";
import { inContext } from "./in-context.ts";
import type {
  ConnectionOptions,
  HeaderFields,
  InboxLimit,
  PartialSessionOptions,
  Provided,
  SessionOptions,
} from "./options.ts";
import { joined, NO_ENVIRONMENT, resolveSession, SILENT } from "./resolve.ts";

/** The options of a connection, all filled in. What is still optional has no default. */
export interface ResolvedConnectionOptions {
  /** What its errors and log lines call it: its URL without what may be a secret. */
  readonly id: string;
  readonly url: Provided<string>;
  readonly protocols?: Provided<string | readonly string[]>;
  readonly headers?: Provided<HeaderFields>;
  readonly signal?: AbortSignal;
  readonly transport: Transport;
  readonly session: SessionOptions;
  readonly limit: InboxLimit;
  readonly maxPause: number;
  readonly binary: "own" | "view";
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly asyncContext?: AsyncContext;
  readonly random: () => number;
  readonly unref: boolean;
}

/** Throws a `ConfigError` that names the first option that cannot be used. */
export function resolveConnectionOptions(
  target: string | URL | ConnectionOptions,
  options: unknown,
): ResolvedConnectionOptions {
  const given = joined(target, options);
  const filled = fill(CONNECTION, given, undefined, "") as Partial<ResolvedConnectionOptions>;
  const { asyncContext, transport, headers, url, unref = false } = filled;
  if (url === undefined) throw new ConfigError("url", GIVEN, url);
  if (!transport) throw new ConfigError("transport", GIVEN, transport);
  checkHeadersAllowed(transport, headers);
  const whole = typeof url === "function" ? url : addressOf(url, transport.base).url;
  const resolved = Object.freeze({
    environment: NO_ENVIRONMENT,
    logger: SILENT,
    clock: systemClock({ unref }),
    random: systemRandom,
    ...filled,
    id: typeof whole === "function" ? "connection" : redactUrl(whole),
    url: whole,
    session: resolveSession(filled as PartialSessionOptions, undefined),
  }) as ResolvedConnectionOptions;
  return inContext(resolved, asyncContext?.capture());
}
