// Lets an engine without a server of its own play with one: raw servers and their links over HTTP.
// What it is asked for stands in the address, so that a browser needs no preflight.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { RawLink } from "./raw-link.ts";
import { ERROR_TYPE } from "./error-type.ts";
import { RawServer } from "./raw-server.ts";

/** What is answered: nothing, data as it is, or anything else as JSON. */
type Answer = undefined | string | Uint8Array | object;

export class ControlServer {
  readonly #http: Server;
  readonly #servers = new Map<string, RawServer>();
  #count = 0;

  constructor(http: Server) {
    this.#http = http;
    http.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    });
  }

  static async start(): Promise<ControlServer> {
    const http = createServer();
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return new ControlServer(http);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", this.url);
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*");
    response.setHeader("cache-control", "no-store");
    // happy-dom asks beforehand, whatever the request.
    if (request.method === "OPTIONS") return void response.end();
    try {
      const answer = await this.#act(pathname.slice(1), searchParams, await buffer(request));
      response.setHeader("content-type", typeOf(answer));
      response.end(bodyOf(answer));
    } catch (error) {
      // With the status 500 browsers and happy-dom would write a line to the console.
      response.setHeader("content-type", ERROR_TYPE);
      response.end(String(error));
    }
  }

  async #act(what: string, parameters: URLSearchParams, body: Buffer): Promise<Answer | void> {
    if (what === "start") return this.#start();
    const server = this.#servers.get(parameters.get("server") ?? "");
    if (server === undefined) throw new Error("No such server.");
    if (what === "stop") return server.stop();
    const link = await server.link(parameters.get("link") ?? "");
    return play(link, what, parameters, body);
  }

  async #start(): Promise<Answer> {
    const id = String(++this.#count);
    const server = await RawServer.start({ muteHost: "127.0.0.2" });
    this.#servers.set(id, server);
    return { id, place: server.place };
  }
}

function play(
  link: RawLink,
  what: string,
  parameters: URLSearchParams,
  body: Buffer,
): Answer | Promise<Answer | void> | void {
  const code = parameters.get("code");
  switch (what) {
    case "link":
      return { headers: link.headers };
    case "text":
      return link.send(body.toString());
    case "bytes":
      return link.send(body);
    case "write":
      return link.write(body);
    case "ping":
      return link.ping();
    case "drop":
      return link.drop();
    case "freeze":
      return link.freeze();
    case "close":
      return link.close(code === null ? undefined : Number(code), parameters.get("reason") ?? "");
    case "received":
      return link.received();
    case "ended":
      return link.ended();
    default:
      throw new Error(`A link cannot ${what}.`);
  }
}

function typeOf(answer: Answer | void): string {
  if (answer instanceof Uint8Array) return "application/octet-stream";
  return typeof answer === "object" ? "application/json" : "text/plain";
}

function bodyOf(answer: Answer | void): string | Uint8Array | undefined {
  if (typeof answer === "object" && !(answer instanceof Uint8Array)) return JSON.stringify(answer);
  return answer as string | Uint8Array | undefined;
}
