// A web site with one page and one WebSocket peer, which answers probes and remembers who came when.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** One link, as the peer saw it. */
export interface Visit {
  readonly socket: WebSocket;
  readonly from: number;
  /** When each probe came. */
  readonly probes: number[];
  /** When it ended, with what code. */
  end: { readonly at: number; readonly code: number } | undefined;
}

export class Site {
  readonly visits: Visit[] = [];
  /** Answers dials with 503. */
  refuses = false;
  readonly #http: Server;
  readonly #peers: WebSocketServer;
  readonly #host: string;

  private constructor(http: Server, host: string) {
    this.#http = http;
    this.#host = host;
    this.#peers = new WebSocketServer({
      server: http,
      verifyClient: (_, answer) => answer(!this.refuses, 503),
    });
    this.#peers.on("connection", (socket) => this.#welcome(socket));
  }

  static async start(files: ReadonlyMap<string, string>, host = "127.0.0.1"): Promise<Site> {
    const http = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://site").pathname;
      const script = files.get(path);
      response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript");
      response.end(
        script ?? `<!doctype html><title>${path}</title><script src="/page.js"></script>`,
      );
    });
    http.listen(0, host);
    await once(http, "listening");
    return new Site(http, host);
  }

  get url(): string {
    return `http://${this.#address}/`;
  }

  get peer(): string {
    return `ws://${this.#address}/`;
  }

  get #address(): string {
    return `${this.#host}:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Links that are open now. */
  get open(): readonly Visit[] {
    return this.visits.filter(({ end }) => end === undefined);
  }

  async stop(): Promise<void> {
    for (const { socket } of this.visits) socket.terminate();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  #welcome(socket: WebSocket): void {
    const visit: Visit = { socket, from: Date.now(), probes: [], end: undefined };
    this.visits.push(visit);
    socket.on("error", () => {});
    socket.on("message", () => {
      visit.probes.push(Date.now());
      socket.send("here");
    });
    socket.on("close", (code) => (visit.end = { at: Date.now(), code }));
  }
}
