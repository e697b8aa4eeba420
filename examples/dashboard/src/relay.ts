// One relay on a port of this machine: a WebSocket that sends a price ten times a second, and a health endpoint beside it.

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

/** In milliseconds. */
const BETWEEN_PRICES = 100;

export class Relay {
  readonly name: string;
  #port = 0;
  #server: Server | undefined;
  #sockets: WebSocketServer | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  /** The URL of its WebSocket. It has one when it has started for the first time. */
  get url(): string {
    return `ws://127.0.0.1:${this.#port}/prices`;
  }

  get healthUrl(): string {
    return `http://127.0.0.1:${this.#port}/health`;
  }

  /** On the port that it had before. */
  async start(): Promise<void> {
    if (this.#server) return;
    const server = createServer((request, response) => {
      const isHealth = request.url === "/health";
      response.writeHead(isHealth ? 200 : 404).end(isHealth ? "serving\n" : "");
    });
    this.#server = server;
    this.#sockets = this.#pricesOn(server);
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
  }

  /** At once, as when its machine is gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    for (const socket of this.#sockets?.clients ?? []) socket.terminate();
    this.#sockets?.close();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }

  #pricesOn(server: Server): WebSocketServer {
    const sockets = new WebSocketServer({ server, path: "/prices" });
    sockets.on("connection", (socket) => {
      let price = 100;
      const timer = setInterval(() => {
        price += Math.random() - 0.5;
        socket.send(price.toFixed(2));
      }, BETWEEN_PRICES);
      socket.once("close", () => clearInterval(timer)).on("error", () => {});
    });
    return sockets;
  }
}
