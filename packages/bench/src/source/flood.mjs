// The traffic source: a server that writes precomputed frames in large chunks, so that the client is the bottleneck.

import { createHash } from "node:crypto";
import { createServer } from "node:http";

const [payload = "64", kind = "binary"] = process.argv.slice(2);
const CHUNK = 256 * 1024;

/** One unmasked frame (RFC 6455 5.2). */
function frame(size) {
  const head = size < 126 ? Buffer.from([0, size]) : Buffer.from([0, 126, size >> 8, size & 255]);
  head[0] = kind === "text" ? 0x81 : 0x82;
  return Buffer.concat([head, Buffer.alloc(size, "x")]);
}

const one = frame(Number(payload));
const chunk = Buffer.concat(Array(Math.ceil(CHUNK / one.length)).fill(one));

const server = createServer();
server.on("upgrade", (request, socket) => {
  const accept = createHash("sha1")
    .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on("error", () => {});
  const flood = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", flood);
  flood();
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
