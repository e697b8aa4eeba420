// A server that counts its links, and has a keepalive of its own as servers do: who does not answer is cut.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { eventually, type Stage } from "./stage.ts";

/** Milliseconds between two pings of the server; a link without an answer between two of them is cut. */
const PATIENCE = 2_000;

export class CountingServer {
  readonly url: string;
  /** Links that were ever opened, by the path that was asked for. */
  readonly opened: string[] = [];
  /** Pings that it was sent. */
  pinged = 0;
  /** How long its pings were under way, there and back. */
  readonly roundTrips: number[] = [];
  readonly #server: WebSocketServer;
  readonly #patience: number;

  private constructor(server: WebSocketServer, patience: number) {
    this.#server = server;
    this.#patience = patience;
    const { address, port } = server.address() as AddressInfo;
    this.url = `ws://${address}:${port}/`;
    server.on("connection", (socket, { url = "/" }) => {
      this.opened.push(url);
      this.#serve(socket);
    });
  }

  static async start(
    stage: Stage,
    host: string,
    patience: number = PATIENCE,
  ): Promise<CountingServer> {
    const server = new WebSocketServer({ host, port: 0 });
    await once(server, "listening");
    const counting = new CountingServer(server, patience);
    stage.ending(() => counting.#stop());
    return counting;
  }

  /** Links that it takes for alive. */
  get live(): number {
    return this.#server.clients.size;
  }

  /** What the client has given up is cut, and as many links as it has peers are left. */
  async untilLive(count: number): Promise<void> {
    await eventually(() => this.live === count);
  }

  sendToAll(text: string): void {
    for (const socket of this.#server.clients) socket.send(text);
  }

  #serve(socket: WebSocket): void {
    let askedAt = performance.now();
    let isAlive = true;
    const asking = setInterval(() => {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      askedAt = performance.now();
      socket.ping();
    }, this.#patience);
    socket.on("pong", () => {
      isAlive = true;
      this.roundTrips.push(performance.now() - askedAt);
    });
    socket.on("ping", () => this.pinged++);
    socket.on("message", (data) => socket.send(String(data)));
    socket.on("error", () => {});
    socket.on("close", () => clearInterval(asking));
  }

  async #stop(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
