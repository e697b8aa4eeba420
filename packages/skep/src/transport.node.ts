// The defaults of Node, Deno and Bun: `ws`, which can ping, pause and set headers.

import type { AsyncContext, Environment, Transport } from "@skep/core";
import { nodeAsyncContext, nodeTransport } from "@skep/transport-node";

/** A new transport, the best that this runtime offers; for a pool of `@skep/core`, or to be wrapped. */
export function defaultTransport(): Transport {
  return nodeTransport();
}

/** What this runtime tells of its network and its page; undefined where it tells nothing. */
export function defaultEnvironment(): Environment | undefined {
  return undefined;
}

/** What this runtime knows of async contexts; undefined where it keeps none. */
export function defaultAsyncContext(): AsyncContext | undefined {
  return nodeAsyncContext();
}
