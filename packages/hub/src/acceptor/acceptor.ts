// All the ways by which clients come to a hub: servers of Node, of Bun and of Deno, its own or those of the application.

import { ConfigError } from "@skep/core/base";
import { HubClosedError } from "../errors.ts";
import { bunHandler, type BunServerLike, type BunWebSocketHandlerLike } from "./bun-link.ts";
import { openBunServer } from "./bun-server.ts";
import { type DenoInfoLike, FetchAcceptor, type FetchAcceptorOptions } from "./fetch-acceptor.ts";
import { NodeAcceptor } from "./node-acceptor.ts";
import type { HttpServerLike, NodeRequestLike, NodeStreamLike } from "./node-upgrade.ts";
import { openNodeServer } from "./node-server.ts";
import type { OwnServer, Place } from "./own-server.ts";
import { bunGlobal } from "./runtime.ts";

export class Acceptor {
  readonly #options: FetchAcceptorOptions;
  readonly #ofFetch: FetchAcceptor;
  /** Made when it is first needed, which is never on Bun. */
  #ofNode: NodeAcceptor | undefined;
  // Bound: the calls of `listen`.
  readonly #servers: OwnServer[] = [];
  #isStopped = false;
  readonly websocket: BunWebSocketHandlerLike;

  constructor(options: FetchAcceptorOptions) {
    this.#options = options;
    this.#ofFetch = new FetchAcceptor(options);
    this.websocket = bunHandler(options.maxPayload);
  }

  /** Opens a server of its own. One that opens after `stop` is ended at once. */
  async listen(place: Place): Promise<{ port: number; url: string }> {
    if (this.#isStopped) throw new HubClosedError();
    const server = await this.#open(place);
    if (this.#isStopped) {
      server.stop();
      await server.end();
      throw new HubClosedError();
    }
    this.#servers.push(server);
    const { host, port } = server;
    return { port, url: `ws://${authorityOf(host)}:${port}` };
  }

  async #open(place: Place): Promise<OwnServer> {
    const bun = bunGlobal();
    return bun === undefined
      ? openNodeServer(place, (server) => this.attach(server))
      : openBunServer(bun, place, this.#ofFetch, this.websocket);
  }

  attach(server: HttpServerLike, path?: string): void {
    this.#node("server").attach(server, path);
  }

  upgrade(request: NodeRequestLike, socket: NodeStreamLike, head: Uint8Array): void {
    this.#node("request").upgrade(request, socket, head);
  }

  fetch(
    request: Request,
    server: BunServerLike | DenoInfoLike | undefined,
  ): Promise<Response | undefined> {
    return this.#ofFetch.fetch(request, server);
  }

  /** Bun's own `ws` cannot stop reading, nor say what waits. */
  #node(given: string): NodeAcceptor {
    if (bunGlobal() !== undefined)
      throw new ConfigError(given, "given to hub.fetch on Bun", undefined);
    return (this.#ofNode ??= new NodeAcceptor(this.#options));
  }

  /** Takes no more clients. Links are not ended. */
  stop(): void {
    this.#isStopped = true;
    this.#ofNode?.stop();
    this.#ofFetch.stop();
    for (const server of this.#servers) server.stop();
  }

  /** Ends the servers of its own, when links have ended. */
  async end(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.end()));
  }
}

/** The host for a URL. All addresses are none that can be dialled. */
function authorityOf(host: string): string {
  if (host === "::" || host === "0.0.0.0") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
