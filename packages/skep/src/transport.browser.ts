// The defaults of browsers, web workers and workerd, and of what no other condition is for: the platform's own.

import type { AsyncContext, Environment, Transport } from "@skep/core";
import { browserEnvironment, browserTransport } from "@skep/transport-browser";

/** A new transport, the best that this runtime offers; for a pool of `@skep/core`, or to be wrapped. */
export function defaultTransport(): Transport {
  return browserTransport();
}

/** What this runtime tells of its network and its page; undefined where it tells nothing. */
export function defaultEnvironment(): Environment | undefined {
  return browserEnvironment();
}

/** What this runtime knows of async contexts; undefined where it keeps none. */
export function defaultAsyncContext(): AsyncContext | undefined {
  return undefined;
}
