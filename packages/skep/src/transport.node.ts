// The default transport of Node, Deno and Bun: `ws`, which can ping, pause and set headers.

import type { Transport } from "@skep/core";
import { nodeTransport } from "@skep/transport-node";

/** A new transport, the best that this runtime offers; for a pool of `@skep/core`, or to be wrapped. */
export function defaultTransport(): Transport {
  return nodeTransport();
}
