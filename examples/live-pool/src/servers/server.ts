// One server on loopback, in a process of its own. It tells its parent the port, and dies with it.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Upgrade } from "./scenario.ts";
import { SCENARIOS, type ScenarioName } from "./scenarios.ts";

export function serve(name: ScenarioName): void {
  const scenario = SCENARIOS[name]();
  const links = new WebSocketServer({ noServer: true });
  const server = createServer((_, response) => response.writeHead(426).end());
  server.on("upgrade", (request, stream, head) => {
    const upgrade = upgradeOf(request, stream, () =>
      links.handleUpgrade(request, stream, head, (socket) => {
        // What clients do to a link is their affair; an end is told by `close`.
        socket.on("error", () => {});
        scenario.speak(socket, stream);
      }),
    );
    if (scenario.answer === undefined) upgrade.accept();
    else scenario.answer(upgrade);
  });
  server.listen(0, "127.0.0.1", () => {
    process.send?.((server.address() as AddressInfo).port);
  });
  process.once("disconnect", () => process.exit());
}

function upgradeOf(request: IncomingMessage, stream: Duplex, accept: () => void): Upgrade {
  stream.on("error", () => {});
  return {
    // Who waited too long has gone.
    accept: () => void (stream.destroyed || accept()),
    refuse(retryAfter) {
      stream.end(
        `HTTP/${request.httpVersion} 503 Service Unavailable\r\n` +
          `Retry-After: ${retryAfter}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    },
  };
}
