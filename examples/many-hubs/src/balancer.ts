// A load balancer for TCP: each connection goes to the next hub that takes it.

import { connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";

export function createBalancer(ports: readonly number[]): Server {
  let next = 0;
  return createServer((client) => {
    // It may be gone before there is a hub for it.
    client.on("error", () => {});
    dial(client, ports.length);
  });

  function dial(client: Socket, tries: number): void {
    const port = ports[next++ % ports.length];
    if (tries === 0 || port === undefined || client.destroyed) return void client.destroy();
    const hub = connect(port, "127.0.0.1");
    const failed = (): void => dial(client, tries - 1);
    hub.once("error", failed);
    hub.once("connect", () => {
      hub.off("error", failed);
      // Whichever ends first ends the other.
      pipeline(client, hub, client, () => {});
    });
  }
}
