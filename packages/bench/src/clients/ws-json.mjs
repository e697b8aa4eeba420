// The floor of a client of the hub's protocol: ws, and JSON.parse. It checks nothing and comes back from nowhere.

import { WebSocket } from "ws";

export function open({ url, count }) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on("open", () => {
    socket.send('{"type":"hello","id":1,"v":1,"ts":"ms"}');
    socket.send('{"type":"subscribe","id":2,"channel":"news"}');
  });
  socket.on("message", (message) => {
    const { type, data } = JSON.parse(Buffer.from(message).toString());
    if (type === "event" && data.m.length > 0) count(1);
  });
}
