// A request of Node's HTTP server, as the admission reads it.

import type { IncomingMessage } from "node:http";
import type { UpgradeRequest } from "../admission/upgrade-request.ts";

export function nodeRequest({ headers, socket, url = "/" }: IncomingMessage): UpgradeRequest {
  return {
    url,
    headers: {
      get(name) {
        const value = headers[name];
        return Array.isArray(value) ? value.join(", ") : (value ?? null);
      },
    },
    remoteAddress: socket.remoteAddress ?? "",
  };
}
