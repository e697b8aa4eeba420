// The page, its figures, the buttons and the health endpoints, on one port of this machine.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type HealthListener, healthListener } from "@skep/watch/node";
import { PAGE, PAGE_POLICY } from "./page.ts";
import type { Relay } from "./relay.ts";
import type { WatchedPool } from "./watched-pool.ts";

export class DashboardServer {
  readonly #relays: ReadonlyMap<string, Relay>;
  readonly #pool: WatchedPool;
  readonly #health: HealthListener;
  readonly #server: Server;
  #origin = "";

  constructor(relays: readonly Relay[], pool: WatchedPool) {
    this.#relays = new Map(relays.map((relay) => [relay.name, relay]));
    this.#pool = pool;
    this.#health = healthListener(pool.manager);
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Its URL, once it listens there. */
  async listen(port: number): Promise<string> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return `${this.#origin}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = "/" } = request;
    if (url.startsWith("/health")) return this.#health(request, response);
    if (method === "POST") return void this.#press(request, response);
    if (url === "/pool")
      return reply(response, "application/json", JSON.stringify(this.#pool.figures()));
    if (url !== "/") return void response.writeHead(404).end();
    response.setHeader("content-security-policy", PAGE_POLICY);
    reply(response, "text/html; charset=utf-8", PAGE);
  }

  /** `POST /relays/NAME/stop` and `/start`: of this page alone. */
  async #press({ headers, url = "" }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = "", act] = /^\/relays\/([\w-]+)\/(stop|start)$/.exec(url) ?? [];
    const relay = this.#relays.get(name);
    if (relay === undefined) return void response.writeHead(404).end();
    if (headers.origin !== this.#origin) return void response.writeHead(403).end();
    await (act === "stop" ? relay.stop() : relay.start());
    response.writeHead(204).end();
  }
}

function reply(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(body);
}
