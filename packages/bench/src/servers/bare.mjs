// The floor on Node: bare sockets, and one write of a finished frame for all that was published in one turn.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { frame } from "../source/frame.mjs";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export async function open() {
  const streams = [];
  const http = createServer();
  http.on("upgrade", ({ headers }, stream) => {
    const accept = createHash("sha1").update(headers["sec-websocket-key"] + GUID);
    const lines = [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept.digest("base64")}`,
    ];
    stream.setNoDelay(true);
    stream.on("error", () => {});
    stream.write(`${lines.join("\r\n")}\r\n\r\n`);
    streams.push(stream);
  });
  http.listen({ port: 0, host: "127.0.0.1", backlog: 8_192 });
  await once(http, "listening");
  const turn = [];
  const flush = () => {
    const frames = Buffer.concat(turn.splice(0).map((data) => frame("text", data)));
    for (const stream of streams) stream.write(frames);
  };
  return {
    port: http.address().port,
    publish: (data) => {
      if (turn.push(data) === 1) setImmediate(flush);
    },
    subscribers: () => streams.length,
  };
}
