// socket.io-client, by WebSocket alone, one event a message.

import { io } from "socket.io-client";

export function open({ url, count }) {
  const { host, searchParams } = new URL(url);
  const socket = io(`ws://${host}`, {
    query: Object.fromEntries(searchParams),
    transports: ["websocket"],
    perMessageDeflate: false,
  });
  socket.on("m", (data) => data.length > 0 && count(1));
}
