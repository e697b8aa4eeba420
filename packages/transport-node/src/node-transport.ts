// The transport over ws: what it can do, and one socket for each dial.

import type { Transport } from "@skep/core";
import { masks } from "./masking.ts";
import { NodeSocket } from "./node-socket.ts";
import { checkOptions, type NodeTransportOptions } from "./options.ts";
import { BROKEN_MASKING } from "./words.ts";

/**
 * A transport over `ws`: pings, pause and resume, request headers, TLS, agents, handshake status.
 *
 * The options hold for every dial and are checked here; unknown names and bad values are a `ConfigError`.
 * What they have no name for (a proxy, a TLS version) an `agent` of `node:https` can do. Redirects are not
 * followed. Compression is not offered unless asked for.
 */
export function nodeTransport(options: NodeTransportOptions = {}): Transport {
  const settings = checkOptions(options);
  return {
    name: "ws",
    ...(masks() ? {} : { warnings: [BROKEN_MASKING] }),
    can: { headers: true, status: true, readLimit: true },
    dial: (target, sink) => new NodeSocket(target, sink, settings),
  };
}
