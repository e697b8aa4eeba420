// The least of a WebSocket server: it upgrades, and hands the bare stream to whoever writes frames of his own.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import process from "node:process";

/**
 * Listens, and says the port to the parent process. `accept` gets each stream after its upgrade, with the URL
 * that was asked for. Ends with the parent.
 */
export function serve(accept, { onMessage, port = 0 } = {}) {
  const server = createServer();
  server.on("upgrade", (request, stream) => {
    const { headers, url } = request;
    stream.on("error", () => {});
    // Streams of an HTTP server stay half open by themselves.
    stream.on("end", () => stream.destroy());
    stream.setNoDelay(true);
    stream.write(upgradeOf(headers));
    accept(stream, new URL(url, "ws://localhost"), request);
  });
  server.listen({ port, host: "127.0.0.1", backlog: 8_192 }, () =>
    process.send(server.address().port),
  );
  process.on("message", (question) => process.send(answer(question, onMessage)));
  process.on("disconnect", () => process.exit());
  return server;
}

function answer(question, onMessage) {
  if (question === "cpu") return process.cpuUsage();
  return onMessage?.(question) ?? null;
}

/** The answer to a handshake; the first subprotocol that was offered is taken. */
function upgradeOf(headers) {
  const accept = createHash("sha1")
    .update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  const offered = headers["sec-websocket-protocol"]?.split(",")[0].trim();
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    ...(offered === undefined ? [] : [`Sec-WebSocket-Protocol: ${offered}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}
