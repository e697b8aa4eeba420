// A server of Node as a worker, by its shape.

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
  off(event: "listening" | "close", listener: () => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
  close(closed: (error?: Error) => void): unknown;
  closeAllConnections?(): void;
}

/**
 * A server as a worker. `open` gives one that listens, or will by itself: it has started when it does. A stop takes no more connections and
 * waits for those that are open; where its time is over, they are cut. A server that the application closes has finished; one with an
 * error is closed, and has failed. Sockets that were upgraded, as those of a hub, are not the server's: whoever has them closes them.
 */
export function fromServer(
  name: string,
  open: Open<ServerLike>,
  options: ResourceOptions = {},
): ManagedWorker {
  return new ResourceWorker(name, open, SERVER, options);
}

const SERVER: ResourceKind<ServerLike> = {
  type: "server",
  ready: listening,
  watch,
  close,
  force: (server) => server.closeAllConnections?.(),
};

async function listening(server: ServerLike): Promise<void> {
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

function watch(server: ServerLike, exit: (outcome?: Outcome) => void): () => void {
  const closed = (): void => exit();
  const failed = (error: Error): void => {
    // Its close is a part of this end, and not another one.
    stop();
    void close(server).then(() => exit({ error }));
  };
  const stop = (): void => {
    server.off("close", closed);
    server.off("error", failed);
  };
  server.on("close", closed);
  server.on("error", failed);
  return stop;
}

/** One that does not listen is closed already. */
function close(server: ServerLike): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
