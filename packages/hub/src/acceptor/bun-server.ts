// The server of a hub that listens by itself on Bun.

import type { BunWebSocketHandlerLike } from "./bun-link.ts";
import type { FetchAcceptor } from "./fetch-acceptor.ts";
import type { OwnServer, Place } from "./own-server.ts";
import type { BunLike } from "./runtime.ts";

export function openBunServer(
  bun: BunLike,
  { host, port }: Place,
  acceptor: FetchAcceptor,
  websocket: BunWebSocketHandlerLike,
): OwnServer {
  const server = bun.serve({
    port,
    ...(host !== undefined && { hostname: host }),
    fetch: (request, server) => acceptor.fetch(request, server),
    websocket,
  });
  return {
    host: server.hostname,
    port: server.port,
    stop: () => void server.stop(),
    end: () => server.stop(true),
  };
}
