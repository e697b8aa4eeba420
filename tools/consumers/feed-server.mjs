// The server that all projects dial: it greets every link, echoes what it is sent, and counts.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";

export class FeedServer {
  url;
  /** Links that were ever opened. */
  opened = 0;
  #server;

  static async start() {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return new FeedServer(server);
  }

  constructor(server) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${server.address().port}`;
    server.on("connection", (socket) => {
      this.opened++;
      // Whoever breaks the protocol is closed by the server itself.
      socket.on("error", () => {});
      socket.on("message", (data, binary) => socket.send(data, { binary }));
      socket.send("hello");
    });
  }

  /** `host:port`, as permissions name it. */
  get host() {
    return new URL(this.url).host;
  }

  /** Links that are open now. */
  get links() {
    return this.#server.clients.size;
  }

  /** Sends a text to all links that are open now. */
  say(text) {
    for (const socket of this.#server.clients) socket.send(text);
  }

  /** Resolves when so many links are open, and still are a second later. */
  async settlesAt(links, timeout = 60_000) {
    const until = performance.now() + timeout;
    for (let since = performance.now(); performance.now() - since < 1_000; await sleep(50)) {
      if (this.links === links) continue;
      since = performance.now();
      if (since > until) throw new Error(`${this.links} links are open, not ${links}`);
    }
  }

  stop() {
    for (const socket of this.#server.clients) socket.terminate();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
