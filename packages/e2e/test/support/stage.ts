// What a test starts, all of which ends with it: pools, children, servers.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import type { PoolOptions } from "skep";
import { test as base } from "vitest";
import { type ServerOptions, WebSocketServer } from "ws";
import { Program, type ProgramOptions } from "./program.ts";
import { RawServer } from "@skep/conformance";
import { Watched } from "./watched.ts";

interface Served {
  readonly server: WebSocketServer;
  readonly url: string;
}

export class Stage {
  readonly #ends: (() => Promise<unknown>)[] = [];

  /** Ends with the test; the last one first. */
  ending(end: () => Promise<unknown>): void {
    this.#ends.unshift(end);
  }

  pool(options?: PoolOptions): Watched {
    const watched = new Watched(options);
    this.ending(() => watched.pool.close({ timeout: 0 }));
    return watched;
  }

  async program(name: string, argument: unknown, options?: ProgramOptions): Promise<Program> {
    const program = await Program.start(name, argument, options);
    this.ending(() => program.stop());
    return program;
  }

  async raw(): Promise<RawServer> {
    const server = await RawServer.start();
    this.ending(() => server.stop());
    return server;
  }

  /** A server that behaves, and echoes. */
  async echo(): Promise<Served> {
    const { server, url } = await this.webSocketServer();
    server.on("connection", (socket) => {
      socket.on("error", () => {});
      socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    return { server, url };
  }

  /** One that does nothing yet. */
  async webSocketServer(options: ServerOptions = {}): Promise<Served> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0, ...options });
    await once(server, "listening");
    this.ending(() => closed(server));
    return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` };
  }

  async end(): Promise<void> {
    for (const end of this.#ends) await inTime(end());
  }
}

/** Nothing else bounds the end of a test. */
async function inTime(ending: Promise<unknown>): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error("Something that was started did not end.")), 10_000);
  });
  await Promise.race([ending, tooLate]);
  clearTimeout(late);
}

/** A test that is given a stage. */
export const test = base.extend<{ stage: Stage }>({
  stage: async ({ task: _ }, use) => {
    const stage = new Stage();
    await use(stage);
    await stage.end();
  },
});

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until it is true; for what tells nobody of its change. */
export async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(10);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Makes it listen at a free port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** True once somebody listens there. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const stream = connect(port, "127.0.0.1");
    stream.once("connect", () => resolve(true));
    stream.once("error", () => resolve(false));
    stream.once("connect", () => stream.destroy());
  });
}

async function closed(server: WebSocketServer): Promise<void> {
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
}
