// crossws on Node: its topics.

import crossws from "crossws/adapters/node";
import { createServer } from "node:http";
import { once } from "node:events";

export async function open() {
  let subscribers = 0;
  const sockets = crossws({
    hooks: {
      open: (peer) => {
        peer.subscribe("news");
        subscribers += 1;
      },
    },
  });
  const http = createServer();
  http.on("upgrade", (...upgrade) => void sockets.handleUpgrade(...upgrade));
  http.listen({ port: 0, host: "127.0.0.1", backlog: 8_192 });
  await once(http, "listening");
  return {
    port: http.address().port,
    publish: (data) => sockets.publish("news", data),
    subscribers: () => subscribers,
  };
}
