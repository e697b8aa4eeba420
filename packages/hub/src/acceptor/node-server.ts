// The server of a hub that listens by itself on Node and Deno: it knows upgrades alone, and gives nobody time to say half a request.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpServerLike } from "./node-upgrade.ts";
import type { OwnServer, Place } from "./own-server.ts";

/** Milliseconds within which a request has to be complete; as long as a first message with a token has. Node's own default is a minute. */
const REQUEST_TIMEOUT = 5_000;

/** Milliseconds between two looks at connections whose request is not complete. Node's own default is half a minute. */
const CHECKS = 1_000;

export async function openNodeServer(
  { host, port }: Place,
  attach: (server: HttpServerLike) => void,
): Promise<OwnServer> {
  const server = createServer(
    {
      headersTimeout: REQUEST_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      connectionsCheckingInterval: CHECKS,
    },
    (_request, response) =>
      response.writeHead(426, { Connection: "close", Upgrade: "websocket" }).end(),
  );
  attach(server);
  await listening(server, { host, port });
  const ended = new Promise<void>((resolve) => server.once("close", resolve));
  const { address, port: chosen } = server.address() as AddressInfo;
  return {
    host: address,
    port: chosen,
    stop: () => void server.close(),
    end: () => {
      server.closeAllConnections();
      return ended;
    },
  };
}

function listening(server: Server, { host, port }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
