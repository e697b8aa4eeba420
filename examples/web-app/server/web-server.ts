// The page and all feeds on one port of this machine.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { FEEDS, feedPath } from "../src/feeds.ts";
import { Feed } from "./feed.ts";
import { HABITS } from "./habits.ts";
import type { PageFile } from "../../page/server/page-files.ts";

const REFUSED =
  "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
/** Nothing from elsewhere, neither files nor links. */
const POLICY = "default-src 'self'";

export class WebServer {
  readonly #feeds = new Map(FEEDS.map(({ id }) => [feedPath(id), new Feed(id, HABITS[id])]));
  readonly #page: ReadonlyMap<string, PageFile>;
  readonly #links = new WebSocketServer({ noServer: true });
  readonly #server: Server;

  constructor(page: ReadonlyMap<string, PageFile>) {
    this.#page = page;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on("upgrade", (...upgrade: [IncomingMessage, Duplex, Buffer]) =>
      this.#upgrade(...upgrade),
    );
  }

  /** Its URL, once it listens there. */
  async listen(port: number): Promise<string> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.cut();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request);
    const file = this.#page.get(path);
    if (request.method === "POST") return this.#cut(request, path, response);
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": file.type, "content-security-policy": POLICY });
    response.end(file.body);
  }

  #cut(request: IncomingMessage, path: string, response: ServerResponse): void {
    const feed = path.endsWith("/cut") ? this.#feeds.get(path.slice(0, -"/cut".length)) : undefined;
    const allowed = isOwnPage(request);
    if (allowed) feed?.cut();
    response.writeHead(feed === undefined ? 404 : allowed ? 204 : 403).end();
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const feed = this.#feeds.get(pathOf(request));
    stream.on("error", () => {}); // Who has gone has gone.
    if (feed === undefined || feed.isAway || !isOwnPage(request)) return void stream.end(REFUSED);
    this.#links.handleUpgrade(request, stream, head, (socket) => feed.welcome(socket));
  }
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.replace(/\?.*$/s, "");
}

/** Other pages in the same browser reach this port, too; programs send no origin. */
function isOwnPage({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || origin === `http://${host}`;
}
