// The baseline: ws, and a loop over its sockets.

import { once } from "node:events";
import { WebSocketServer } from "ws";

export async function open() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", backlog: 8_192 });
  await once(server, "listening");
  return {
    port: server.address().port,
    publish: (data) => {
      for (const socket of server.clients) socket.send(data);
    },
    subscribers: () => server.clients.size,
  };
}
