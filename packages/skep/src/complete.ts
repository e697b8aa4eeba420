// What this runtime brings to a pool or a connection: its transport, its environment, its async contexts. Only `skep/transport` knows which.

import type { ConnectionOptions } from "@skep/core/connection";
import { defaultLogger } from "./default-logger.ts";
import { defaultAsyncContext, defaultEnvironment, defaultTransport } from "skep/transport";

/** What need not be given, as the runtime has it. */
export interface BroughtOptions {
  /** How sockets are opened. Default: `defaultTransport()`. */
  readonly transport?: ConnectionOptions["transport"] | undefined;
  /**
   * Facts about the environment that shorten waits and cause probes. Default: `defaultEnvironment()`, which in a browser is the
   * page's network, visibility and freezing.
   */
  readonly environment?: ConnectionOptions["environment"];
  /**
   * Remembers in which async context something was registered. Default: `defaultAsyncContext()`, which on Node, Deno and Bun is that
   * of `AsyncLocalStorage`.
   */
  readonly asyncContext?: ConnectionOptions["asyncContext"];
  /**
   * Where log lines go. Default: none, but for what nothing listens to: the first dial of a peer where that fails, a peer that is given
   * up, a warning, and the first error of a listener are each a line of `console.warn`; never under the condition `production`.
   */
  readonly logger?: ConnectionOptions["logger"];
}

/** What is no record of options is passed on as it is: the core says what is wrong with it. */
export function complete<T extends BroughtOptions>(
  options: T,
): T & Pick<ConnectionOptions, keyof BroughtOptions> {
  type Complete = T & Pick<ConnectionOptions, keyof BroughtOptions>;
  if (Object(options) !== options || Symbol.iterator in options) return options as Complete;
  const {
    transport = defaultTransport(),
    environment = defaultEnvironment(),
    asyncContext = defaultAsyncContext(),
    logger = defaultLogger(),
  } = options;
  return { ...options, transport, environment, asyncContext, logger };
}
