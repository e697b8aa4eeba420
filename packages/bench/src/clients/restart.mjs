// Many peers of one origin, with each library's own defaults, for as long as it is let live.

import { WebSocket as PartySocket } from "partysocket";
import process from "node:process";
import ReconnectingWebSocket from "reconnecting-websocket";
import { Pool } from "skep";
import { io } from "socket.io-client";
import { WebsocketBuilder, ExponentialBackoff } from "websocket-ts";
import { Plain } from "./browser-like.mjs";

const { client, url, peers } = JSON.parse(process.argv[2]);
const each = (make) => () => Array.from({ length: peers }, make);
globalThis.WebSocket = Plain;

const clients = {
  skep() {
    const pool = new Pool();
    for (let index = 0; index < peers; index += 1) pool.connect({ id: `peer ${index}`, url });
  },
  "reconnecting-websocket": each(() => new ReconnectingWebSocket(url, [], { WebSocket: Plain })),
  partysocket: each(() => new PartySocket(url, [], { WebSocket: Plain })),
  "websocket-ts": each(() =>
    new WebsocketBuilder(url).withBackoff(new ExponentialBackoff(100, 7)).build(),
  ),
  "socket.io-client": each(() =>
    io(url.replace("/socket.io/", ""), { transports: ["websocket"], forceNew: true }),
  ),
};
// Some of the others throw what nobody listens for while the server is away.
if (client !== "skep") process.on("uncaughtException", () => {});
clients[client]();
