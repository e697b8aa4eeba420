// ws with a timer that is refreshed at every message.

import { WebSocket } from "ws";

export function open({ url, count }) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const timer = setTimeout(() => socket.terminate(), 20_000);
  socket.on("message", (data) => {
    timer.refresh();
    if (data.length > 0) count(1);
  });
}
