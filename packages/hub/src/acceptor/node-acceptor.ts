// Upgrades of Node's HTTP servers: who is let in, and how the others are refused.

import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ConfigError } from "@skep/core/base";
import { type Server, WebSocketServer } from "ws";
import type { Admit, Admitted, Refusal } from "../admission/upgrade-request.ts";
import { NODE_LINKS, NodeLink } from "./node-link.ts";
import { nodeRequest } from "./node-request.ts";
import type {
  HttpServerLike,
  NodeRequestLike,
  NodeStreamLike,
  UpgradeListener,
} from "./node-upgrade.ts";
import { WaitingSocket } from "./waiting-socket.ts";

export interface NodeAcceptorOptions {
  /** The longest message, in bytes. */
  readonly maxPayload: number;
  /** Asked before the handshake. */
  readonly admit: Admit;
  /** Told of an upgrade that could not be carried out. */
  readonly failed: (error: unknown) => void;
}

export class NodeAcceptor {
  readonly #options: NodeAcceptorOptions;
  readonly #sockets: Server<typeof NodeLink>;
  // `stop` calls these: each undoes one `attach`.
  readonly #undo: (() => void)[] = [];
  // Bound: what `admit` lets wait.
  readonly #waiting = new Set<WaitingSocket>();
  /** The subprotocol of each answer that is being written. */
  readonly #protocols = new WeakMap<IncomingMessage, string>();

  constructor(options: NodeAcceptorOptions) {
    this.#options = options;
    const { maxPayload } = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload,
      ...NODE_LINKS,
      WebSocket: NodeLink,
      handleProtocols: (_offered, request) => this.#protocols.get(request) ?? false,
    });
  }

  /**
   * Takes the upgrades of a server that is there, of this path alone where there is one; others are left to others. Where nobody else listens,
   * they are refused: Node leaves a socket of an upgrade open for ever.
   */
  attach(server: HttpServerLike, path?: string): void {
    checkServer(server);
    if (path !== undefined && !path.startsWith("/"))
      throw new ConfigError("path", "a path that begins with a slash", path);
    const upgrade: UpgradeListener = (request, socket, head) => {
      if (path === undefined || pathOf(request) === path) this.upgrade(request, socket, head);
      else if (server.listenerCount?.("upgrade") === 1) refuse(socket as Duplex, { status: 404 });
    };
    server.on("upgrade", upgrade);
    this.#undo.push(() => void server.off("upgrade", upgrade));
  }

  upgrade(request: NodeRequestLike, socket: NodeStreamLike, head: Uint8Array): void {
    void this.#decide(request as IncomingMessage, socket as Duplex, head as Buffer);
  }

  async #decide(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const waiting = new WaitingSocket(socket, head);
    this.#waiting.add(waiting);
    const admission = await this.#options.admit(nodeRequest(request), waiting.signal);
    this.#waiting.delete(waiting);
    const ahead = waiting.release();
    if ("status" in admission) refuse(socket, admission);
    else this.#open(admission, request, socket, ahead);
  }

  #open(admitted: Admitted, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (admitted.protocol !== undefined) this.#protocols.set(request, admitted.protocol);
    let isOpen = false;
    try {
      // `ws` answers a request that is no WebSocket's by itself, and then does not call back.
      this.#sockets.handleUpgrade(request, socket, head, (link) => {
        isOpen = true;
        link.begin(socket, admitted.accept);
      });
    } catch (error) {
      // Somebody else who listens to the same server has taken it.
      this.#options.failed(error);
    }
    if (!isOpen) admitted.abandon();
  }

  /** Takes no more upgrades. Links are not ended. */
  stop(): void {
    for (const waiting of this.#waiting) waiting.abort();
    for (const undo of this.#undo.splice(0)) undo();
  }
}

/** The `app` of Express is a function with `on`, and no server: nothing would ever come from it. */
function checkServer(server: unknown): void {
  const members = server as Partial<HttpServerLike> | null | undefined;
  if (typeof members === "object" && typeof members?.on === "function") return;
  throw new ConfigError(
    "server",
    "an http.Server, such as createServer(app) or app.listen() give",
    typeof server,
  );
}

function pathOf({ url = "/" }: NodeRequestLike): string {
  const end = url.indexOf("?");
  return end < 0 ? url : url.slice(0, end);
}

function refuse(socket: Duplex, { status, headers = {} }: Refusal): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Connection: close",
    "Content-Length: 0",
  ];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  // The client may be gone already, and one that stays is not waited for.
  socket.on("error", () => {});
  socket.once("finish", () => socket.destroy());
  socket.end(`${lines.join("\r\n")}\r\n\r\n`);
}
