// A TCP proxy in this process that can swallow everything for a while, as a network does that is cut in the middle: neither end is told, new connections
// find nobody, and afterwards what was under way arrives.
import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "../stage.ts";

export class SwallowingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSwallowing = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** In front of what listens on that port. */
  static async start(far: number): Promise<SwallowingProxy> {
    const server = createServer();
    const proxy = new SwallowingProxy(server, await listen(server));
    server.on("connection", (near) => proxy.#join(near, connect({ port: far, host: "127.0.0.1" })));
    return proxy;
  }

  #join(near: Socket, far: Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on("error", () => {});
      one.on("data", (bytes) => void other.write(bytes));
      one.on("close", () => {
        this.#sockets.delete(one);
        if (!this.#isSwallowing) other.destroy();
      });
      if (this.#isSwallowing) one.pause();
    }
  }

  swallow(): void {
    this.#isSwallowing = true;
    for (const socket of this.#sockets) socket.pause();
  }

  pass(): void {
    this.#isSwallowing = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** Ends all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
