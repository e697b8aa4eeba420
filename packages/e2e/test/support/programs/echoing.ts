// A server of ours, in a process that can be stopped like a machine that hangs.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { job, say } from "./say.ts";

const port = job<number | null>() ?? 0;
const server = new WebSocketServer({ host: "127.0.0.1", port });
server.on("connection", (socket) => {
  say({ linkedAt: Date.now() });
  socket.on("error", () => {});
  socket.on("message", (data) => socket.send(String(data)));
});
await once(server, "listening");
say({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` });
