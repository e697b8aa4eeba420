// A server of Node as a worker, by its shape.

import { checkType } from "@skep/core/base";
import type { Outcome } from "../exit-report.ts";
import type { ManagedWorker } from "../worker.ts";
import {
  type Open,
  type ResourceKind,
  type ResourceOptions,
  ResourceWorker,
} from "./resource-worker.ts";

/** An `http.Server`, `https.Server` or `net.Server` of Node, by its shape. */
export interface ServerLike {
  readonly listening: boolean;
  on(event: "listening" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "connection", listener: (socket: SocketLike) => void): unknown;
  off(event: "listening" | "close", listener: () => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
  close(closed: (error?: Error) => void): unknown;
  closeAllConnections?(): void;
}

/** A connection of a server, by its shape. */
export interface SocketLike {
  once(event: "close", listener: () => void): unknown;
  destroy(): unknown;
}

/**
 * A server as a worker. `open` gives one that listens, or will by itself: it has started when it does. A stop takes no more connections and
 * waits for those that are open; where its time is over, they are cut. A server that the application closes has finished; one with an
 * error is closed in the same way, and has failed. Sockets that were upgraded, as those of a hub, are not the server's: whoever has them closes them.
 */
export function fromServer(
  name: string,
  open: Open<ServerLike>,
  options: ResourceOptions = {},
): ManagedWorker {
  checkType("open", open ?? null, "function");
  return new ResourceWorker(
    name,
    async (context) => new OpenServer(await open(context)),
    SERVER,
    options,
  );
}

class OpenServer {
  readonly #server: ServerLike;
  /** The connections of a server that does not know its own. Bound: those that it takes. */
  readonly #sockets = new Set<SocketLike>();

  constructor(server: ServerLike) {
    this.#server = server;
    // One that nobody listens for would end the process, also while the server is closed.
    server.on("error", () => {});
    if (server.closeAllConnections === undefined)
      server.on("connection", (socket) => this.#keep(socket));
  }

  #keep(socket: SocketLike): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
  }

  async listening(): Promise<void> {
    const server = this.#server;
    if (server.listening) return;
    let stop = (): void => {};
    try {
      await new Promise<void>((resolve, reject) => {
        const closed = (): void => reject(new Error("The server was closed before it listened."));
        server.on("listening", resolve);
        server.on("error", reject);
        server.on("close", closed);
        stop = () => {
          server.off("listening", resolve);
          server.off("error", reject);
          server.off("close", closed);
        };
      });
    } finally {
      stop();
    }
  }

  watch(ended: (outcome?: Outcome) => void): () => void {
    const server = this.#server;
    const closed = (): void => ended();
    const failed = (error: Error): void => ended({ error });
    server.on("close", closed);
    server.on("error", failed);
    return () => {
      server.off("close", closed);
      server.off("error", failed);
    };
  }

  /** One that does not listen is closed already. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  cut(): void {
    this.#server.closeAllConnections?.();
    for (const socket of this.#sockets) socket.destroy();
  }
}

const SERVER: ResourceKind<OpenServer> = {
  type: "server",
  ready: (server) => server.listening(),
  watch: (server, ended) => server.watch(ended),
  close: (server) => server.close(),
  force: (server) => server.cut(),
};
