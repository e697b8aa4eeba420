// websocket-ts, which takes the global socket.

import { WebsocketBuilder, WebsocketEvent } from "websocket-ts";
import { Plain } from "./browser-like.mjs";

export function open({ url, count }) {
  globalThis.WebSocket = Plain;
  const socket = new WebsocketBuilder(url).build();
  socket.binaryType = "arraybuffer";
  socket.addEventListener(WebsocketEvent.message, (_, { data }) => {
    if ((data.length ?? data.byteLength) > 0) count(1);
  });
}
