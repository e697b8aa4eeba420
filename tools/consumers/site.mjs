// A folder served over HTTP, for pages that were built.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

export class Site {
  url;
  #server;

  static async start(folder) {
    const server = createServer((request, response) => void answer(folder, request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Site(server);
  }

  constructor(server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${server.address().port}/`;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

async function answer(folder, { url }, response) {
  const path = normalize(new URL(url, "http://site").pathname).replace(/\/$/, "/index.html");
  try {
    const content = await readFile(join(folder, path));
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
