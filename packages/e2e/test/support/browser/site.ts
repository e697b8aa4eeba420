// A web site with a page for each way to read a feed, and one WebSocket peer, which answers probes and remembers who came when.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { PageKind } from "./feed-page.ts";

/** One link, as the peer saw it. */
export interface Visit {
  readonly socket: WebSocket;
  readonly from: number;
  /** When each probe came. */
  readonly probes: number[];
  /** When it ended, with what code. */
  end: { readonly at: number; readonly code: number } | undefined;
}

/** What a page heard last before that time is what the site said last, as it answers probes at once. */
export function lastWord({ from, probes }: Visit, before: number): number {
  return probes.filter((at) => at < before).at(-1) ?? from;
}

export class Site {
  readonly visits: Visit[] = [];
  /** Answers dials with 503. */
  refuses = false;
  readonly #http: Server;
  readonly #peers: WebSocketServer;
  readonly #host: string;
  readonly #port: number;

  private constructor(http: Server, host: string) {
    this.#http = http;
    this.#host = host;
    this.#port = (http.address() as AddressInfo).port;
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
      response.end(script ?? pageAt(path));
    });
    http.listen(0, host);
    await once(http, "listening");
    return new Site(http, host);
  }

  get url(): string {
    return `http://${this.#address}/`;
  }

  pageWith(kind: PageKind): string {
    return `${this.url}${kind}`;
  }

  get peer(): string {
    return `ws://${this.#address}/`;
  }

  get #address(): string {
    return `${this.#host}:${this.#port}`;
  }

  /** Links that are open now. */
  get open(): readonly Visit[] {
    return this.visits.filter(({ end }) => end === undefined);
  }

  /** Returns the link that is open. It is the first one then. */
  forgetEnded(): Visit {
    this.visits.splice(0, this.visits.length, ...this.open);
    return this.visits[0] as Visit;
  }

  /** As a kill ends it: no goodbye, and nobody listens. */
  async stop(): Promise<void> {
    for (const { socket } of this.visits) socket.terminate();
    this.#http.close();
    this.#http.closeAllConnections();
  }

  /** On the same port. */
  async startAgain(): Promise<void> {
    this.#http.listen(this.#port, this.#host);
    await once(this.#http, "listening");
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

/** A bundler may have made its program a module. */
function pageAt(path: string): string {
  const program = path === "/connection" ? "connection-page" : "pool-page";
  return `<!doctype html><title>${path}</title><script type="module" src="/${program}.js"></script>`;
}
