// A server that accepts connections and never answers.
import { once } from "node:events";
import { createServer } from "node:net";

export class HangingServer {
  url;
  #server;
  #sockets = new Set();

  static async start() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new HangingServer(server);
  }

  constructor(server) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${server.address().port}`;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      // Whoever gives up may reset the connection.
      socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
    });
  }

  stop() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
