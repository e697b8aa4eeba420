// ws with the keepalive that most write by hand: a timer, made anew at every message.

import { WebSocket } from "ws";

export function open({ url, count }) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let timer;
  socket.on("message", (data) => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.terminate(), 20_000);
    if (data.length > 0) count(1);
  });
}
