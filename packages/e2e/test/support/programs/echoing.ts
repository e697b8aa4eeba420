// A server of ours, in a process that can be stopped like a machine that hangs.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { say } from "./say.ts";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.on("message", (data) => socket.send(String(data)));
});
await once(server, "listening");
say({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` });
