// The baseline: ws and a handler.

import { WebSocket } from "ws";

export function open({ url, kind, count }) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const take =
    kind === "text"
      ? (data) => typeof data.toString() === "string" && count(1)
      : (data) => data.length > 0 && count(1);
  socket.on("message", take);
}
