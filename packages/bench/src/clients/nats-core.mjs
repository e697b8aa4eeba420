// @nats-io/nats-core: one subscription, read by `for await`, over ws as the global socket.

import { wsconnect } from "@nats-io/nats-core";
import { Plain } from "./browser-like.mjs";

export async function open({ url, count }) {
  globalThis.WebSocket = Plain;
  const connection = await wsconnect({ servers: url });
  for await (const message of connection.subscribe("news")) if (message.data.length > 0) count(1);
}
