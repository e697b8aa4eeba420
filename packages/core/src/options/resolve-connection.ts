// From the options of a connection as given to options as used: checked, filled in and frozen, before anything is dialled.

import { addressOf } from "../address.ts";
import { redactUrl } from "../base/redact-url.ts";
import { ConfigError } from "../errors.ts";
import { GIVEN } from "../words/requirements.ts";
import { fill } from "./check.ts";
import { CONNECTION } from "./connection-table.ts";
import { joinTarget } from "./join-target.ts";
import type { ConnectionOptions, Provided } from "./host-options.ts";
import type { InboxLimit } from "./options.ts";
import { type ResolvedHostOptions, resolveHost } from "./resolve-host.ts";

/** The options of a connection, all filled in. What is still optional has no default. */
export interface ResolvedConnectionOptions extends ResolvedHostOptions {
  /** What its errors and log lines call it, without what may be a secret. */
  readonly id: string;
  readonly url: Provided<string>;
  readonly protocols?: Provided<string | readonly string[]>;
  readonly limit: InboxLimit;
  readonly maxPause: number;
}

/** Throws a `ConfigError` that names the first option that cannot be used. */
export function resolveConnectionOptions(
  target: string | URL | ConnectionOptions,
  options: unknown,
): ResolvedConnectionOptions {
  const given = joinTarget(target, options);
  const filled = fill(CONNECTION, given, undefined, "") as Partial<ResolvedConnectionOptions>;
  const { id: name, transport, url } = filled;
  if (url === undefined) throw new ConfigError("url", GIVEN, url);
  const whole = typeof url === "function" ? url : addressOf(url, transport?.base).url;
  const id = redactUrl(name ?? (typeof whole === "function" ? "connection" : whole));
  return resolveHost(filled, { id, url: whole });
}
