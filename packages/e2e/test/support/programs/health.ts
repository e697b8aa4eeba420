// A program on Bun or Deno: the health endpoints of a manager, served by the server of the platform, and a watcher that asks them over TCP.

import { healthHandler, Manager } from "@skep/watch";
import { tcpProbe } from "@skep/watch/node";

interface Platform {
  readonly Bun?: {
    serve(options: { port: number; fetch: (request: Request) => Promise<Response> }): {
      readonly port: number;
    };
  };
  readonly Deno?: {
    serve(
      options: { port: number; onListen: () => void },
      handler: (request: Request) => Promise<Response>,
    ): { readonly addr: { readonly port: number } };
  };
}

const { Bun, Deno } = globalThis as Platform;
const manager = new Manager();
const handle = healthHandler(manager);
const port =
  Bun?.serve({ port: 0, fetch: handle }).port ??
  Deno?.serve({ port: 0, onListen: () => {} }, handle).addr.port ??
  0;
const watcher = manager.watch({
  name: "itself",
  critical: true,
  probe: tcpProbe({
    host: "localhost",
    port,
    send: "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    expect: "HTTP/1.1 200",
  }),
});
await watcher.whenReady();
console.log(JSON.stringify({ port }));
