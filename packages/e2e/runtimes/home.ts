// Where programs and pages are served from, and where their reports come in.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { EngineReport } from "./parts.ts";

const PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>';

export class Home {
  readonly #http: Server;
  readonly #page: string;
  #arrived: (report: EngineReport) => void = () => {};

  constructor(http: Server, page: string) {
    this.#http = http;
    this.#page = page;
    http.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    });
  }

  /** `page` is the file of the page's program. */
  static async start(page: string): Promise<Home> {
    const http = createServer();
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return new Home(http, page);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The next report that comes. */
  report(): Promise<EngineReport> {
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  stop(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("access-control-allow-origin", "*");
    if (request.method === "POST") {
      this.#arrived((await json(request)) as EngineReport);
      response.end();
    } else if (request.url?.startsWith("/page.js") === true) {
      response.setHeader("content-type", "text/javascript");
      response.end(await readFile(this.#page));
    } else {
      response.setHeader("content-type", "text/html");
      response.end(PAGE);
    }
  }
}
