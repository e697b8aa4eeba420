// What the clients have in common that copy the browser's socket and take a constructor: ws, binary as ArrayBuffer.

import { WebSocket } from "ws";

/** ws without compression, as everybody else here has it. */
export class Plain extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { perMessageDeflate: false });
  }
}

/** Counts the messages of anything with `binaryType` and events. */
export function listen(socket, count) {
  socket.binaryType = "arraybuffer";
  socket.addEventListener("message", ({ data }) => {
    if ((data.length ?? data.byteLength) > 0) count(1);
  });
}
