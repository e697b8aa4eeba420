// A hub at the server of somebody else: it takes the upgrades of its path, and leaves everything else alone.

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { serve } from "@hono/node-server";
import { Hub, type HubOptions } from "@skep/hub";
import { fastify } from "fastify";
import { Hono } from "hono";
import { createServer as createVite } from "vite";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).toReversed()) await each();
});

async function hubOf(options: HubOptions = {}): Promise<Hub> {
  const hub = new Hub(options);
  undo.push(() => hub.close());
  await hub.ready;
  return hub;
}

/** Listens, and returns the port. */
async function listening(server: Server): Promise<number> {
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function open(url: string, protocols: string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(url, protocols);
  undo.push(() => socket.terminate());
  await once(socket, "open");
  return socket;
}

/** Resolves when a hub has answered a ping over it. */
async function speaks(socket: WebSocket): Promise<void> {
  socket.send('{"type":"ping"}');
  const [data] = (await once(socket, "message")) as [Buffer];
  expect(JSON.parse(String(data))).toMatchObject({ type: "pong" });
}

async function statusOf(url: string): Promise<number | undefined> {
  const socket = new WebSocket(url);
  socket.on("error", () => {});
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  response.resume();
  return response.statusCode;
}

/** A hub at `/hub`, and a page at `/`, beside each other. */
async function works(server: Server, hub: Hub): Promise<void> {
  hub.attach(server, { path: "/hub" });
  const port = await listening(server);
  await speaks(await open(`ws://127.0.0.1:${port}/hub?token=1`));
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("a page");
  expect(hub.stats().clients).toBe(1);
}

describe("a hub stands beside the pages", () => {
  test("of Express", async () => {
    const { default: express } = (await import("express" as string)) as {
      default: () => RequestListener & {
        get(
          path: string,
          handle: (_: unknown, response: { send(text: string): void }) => void,
        ): void;
      };
    };
    const app = express();
    app.get("/", (_, response) => response.send("a page"));
    await works(createServer(app), await hubOf());
  });

  test("of Fastify", async () => {
    const app = fastify();
    undo.push(() => app.close());
    app.get("/", () => "a page");
    await app.ready();
    await works(app.server, await hubOf());
  });

  test("of Hono", async () => {
    const app = new Hono().get("/", (context) => context.text("a page"));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
    if (!server.listening) await once(server, "listening");
    await works(server, await hubOf());
  });

  test("of Vite, whose own WebSocket for changed modules goes on", async () => {
    const server = createServer();
    const vite = await createVite({
      configFile: false,
      root: import.meta.dirname,
      logLevel: "silent",
      appType: "custom",
      server: { middlewareMode: true, hmr: { server }, watch: null },
      optimizeDeps: { noDiscovery: true },
    });
    undo.push(() => vite.close());
    server.on("request", vite.middlewares);
    const hub = await hubOf();
    hub.attach(server, { path: "/hub" });
    const port = await listening(server);
    const token = (vite.config as unknown as { webSocketToken: string }).webSocketToken;
    const hmr = new WebSocket(`ws://127.0.0.1:${port}/?token=${token}`, ["vite-hmr"]);
    undo.push(() => hmr.terminate());
    const [hello] = (await once(hmr, "message")) as [Buffer];
    expect(JSON.parse(String(hello))).toEqual({ type: "connected" });
    await speaks(await open(`ws://127.0.0.1:${port}/hub`));
    vite.ws.send({ type: "full-reload" });
    const [reload] = (await once(hmr, "message")) as [Buffer];
    expect(JSON.parse(String(reload))).toMatchObject({ type: "full-reload" });
    expect(hub.stats().clients).toBe(1);
  });
});

describe("one server", () => {
  test("has two hubs, each at its path, and a third party at another", async () => {
    const [first, second] = [await hubOf(), await hubOf()];
    const server = createServer();
    first.attach(server, { path: "/first" });
    second.attach(server, { path: "/second" });
    const others = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) => {
      if (request.url === "/other")
        others.handleUpgrade(request, socket, head, (each) => each.send("of the other"));
    });
    const port = await listening(server);
    await speaks(await open(`ws://127.0.0.1:${port}/first`));
    await speaks(await open(`ws://127.0.0.1:${port}/second`));
    const other = new WebSocket(`ws://127.0.0.1:${port}/other`);
    undo.push(() => other.terminate());
    expect(String((await once(other, "message"))[0])).toBe("of the other");
    expect([first.stats().clients, second.stats().clients]).toEqual([1, 1]);
    await first.close();
    await speaks(await open(`ws://127.0.0.1:${port}/second`));
  });

  test("answers 404 to an upgrade of a path that nobody else can take", async () => {
    const hub = await hubOf();
    const server = createServer();
    hub.attach(server, { path: "/hub" });
    const port = await listening(server);
    expect(await statusOf(`ws://127.0.0.1:${port}/elsewhere`)).toBe(404);
    await speaks(await open(`ws://127.0.0.1:${port}/hub`));
  });

  test("has a router that gives the hub what is the hub's", async () => {
    const hub = await hubOf();
    const server = createServer();
    server.on("upgrade", (request, socket, head) => {
      if (request.url?.startsWith("/rooms/") === true) hub.handleUpgrade(request, socket, head);
      else socket.destroy();
    });
    const port = await listening(server);
    await speaks(await open(`ws://127.0.0.1:${port}/rooms/1`));
    const other = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(other, "error");
  });
});

describe("a hub with a server of its own", () => {
  const start = async (): Promise<{ hub: Hub; port: number }> => {
    const hub = await hubOf();
    return { hub, port: (await hub.listen({ port: 0, host: "127.0.0.1" })).port };
  };

  const rawOf = async (port: number, text: string): Promise<Socket> => {
    // It does not end its half when the other end does.
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    undo.push(() => socket.destroy());
    socket.on("error", () => {});
    socket.resume();
    await once(socket, "connect");
    socket.write(text);
    return socket;
  };

  test("ends connections that say half a request, or nothing", { timeout: 60_000 }, async () => {
    const { port } = await start();
    const sockets = [
      await rawOf(port, "GET / HTTP/1.1\r\nHost: hub\r\nX-Ha"),
      await rawOf(port, ""),
    ];
    await Promise.all(sockets.map((socket) => once(socket, "end")));
  });

  test("is closed although somebody has said half a request", async () => {
    const { hub, port } = await start();
    const socket = await rawOf(port, "GET / HTTP/1.1\r\nHost: hub\r\nX-Ha");
    await speaks(await open(`ws://127.0.0.1:${port}/`));
    const ended = once(socket, "end");
    const begun = performance.now();
    await hub.close();
    await ended;
    expect(performance.now() - begun).toBeLessThan(4_500);
  });

  test("refuses a head that is too long", async () => {
    const { port } = await start();
    const socket = await rawOf(
      port,
      `GET / HTTP/1.1\r\nHost: hub\r\nX-Long: ${"x".repeat(20_000)}`,
    );
    let answer = "";
    socket.on("data", (data) => (answer += String(data)));
    await once(socket, "end");
    expect(answer).toMatch(/^HTTP\/1\.1 431/);
  });

  test("keeps no connection of a client that was refused and stays", async () => {
    const hub = await hubOf({ requireOrigin: true });
    const server = createServer();
    hub.attach(server);
    const port = await listening(server);
    const socket = await rawOf(
      port,
      "GET / HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    await once(socket, "end");
    const connections = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    await expect.poll(connections).toBe(0);
  });
});
