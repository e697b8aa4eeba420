// socket.io: a room, by WebSocket alone.

import { createServer } from "node:http";
import { once } from "node:events";
import { Server } from "socket.io";

export async function open() {
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], serveClient: false });
  io.on("connection", (socket) => socket.join("news"));
  http.listen({ port: 0, host: "127.0.0.1", backlog: 8_192 });
  await once(http, "listening");
  return {
    port: http.address().port,
    publish: (data) => io.to("news").emit("m", data),
    subscribers: () => io.of("/").adapter.rooms.get("news")?.size ?? 0,
  };
}
