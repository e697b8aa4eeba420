// ws as a browser's socket: an event a message, binary as ArrayBuffer.

import { WebSocket } from "ws";

export function open({ url, count }) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.binaryType = "arraybuffer";
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- this is what is measured
  socket.onmessage = ({ data }) => (data.length ?? data.byteLength) > 0 && count(1);
}
