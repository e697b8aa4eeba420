// The page and the hub on one port of this machine.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Hub, type HubOptions } from "@skep/hub";
import { HUB_PATH, MOST_JOBS, MOST_LINES } from "../../src/messages.ts";
import type { PageFile } from "../../../page/server/page-files.ts";

/** Nothing from elsewhere, neither files nor links. */
const POLICY = "default-src 'self'";

/** In milliseconds. */
const HOUR = 3_600_000;

/** Every client may publish builds. So the hub listens to this machine alone, and by its default refuses pages of other origins. */
const OPTIONS: HubOptions = {
  namespaces: {
    // Names without a colon: that of the announcements.
    "": { history: { messages: MOST_JOBS, age: HOUR }, publish: true },
    build: { history: { messages: MOST_LINES, age: HOUR }, publish: true },
    process: { history: { messages: MOST_LINES, age: HOUR } },
  },
  // A page that comes late is given a whole job.
  limits: { replay: MOST_LINES },
};

export class HubServer {
  readonly hub = new Hub(OPTIONS);
  readonly #page: ReadonlyMap<string, PageFile>;
  readonly #server: Server;

  constructor(page: ReadonlyMap<string, PageFile>) {
    this.#page = page;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.hub.attach(this.#server, { path: HUB_PATH });
  }

  /** Its URL, once it listens there. */
  async listen(port: number): Promise<string> {
    await this.hub.ready;
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    await this.hub.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer({ url = "/" }: IncomingMessage, response: ServerResponse): void {
    const file = this.#page.get(url.replace(/\?.*$/s, ""));
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": file.type, "content-security-policy": POLICY });
    response.end(file.body);
  }
}
