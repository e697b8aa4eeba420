// The sequence in which an upgrade is decided: whoever fails at several things is told the first one, and nobody is asked behind it.

import { once } from "node:events";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import type { HubOptions } from "../../src/hub-options.ts";
import { Hub } from "../../src/hub.ts";
import { RawClient } from "./support/raw-client.ts";

const hubs: Hub[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
  for (const server of servers.splice(0)) server.close();
});

interface World {
  readonly hub: Hub;
  readonly port: number;
  /** What the application was asked, in order. */
  readonly asked: string[];
}

/** A hub at a server of the application, and so one that can be reached before it is ready and after its end. */
async function start(options: HubOptions = {}): Promise<World> {
  const asked: string[] = [];
  const hub = new Hub({
    authenticate: ({ token }) => {
      asked.push("authenticate");
      if (token === "bomb") throw new Error("bomb");
      return token === "good" ? { userId: "ada" } : undefined;
    },
    allowedOrigins: (origin) => {
      asked.push("origin");
      if (origin.includes("bomb")) throw new Error("bomb");
      return origin === "https://app.example";
    },
    ...options,
  });
  hubs.push(hub);
  const server = createServer();
  servers.push(server);
  server.on("upgrade", (request, socket, head) => hub.handleUpgrade(request, socket, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { hub, asked, port: (server.address() as AddressInfo).port };
}

const UPGRADE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const FOREIGN = { Origin: "https://evil.example" };
const GOOD = { Authorization: "Bearer good" };
/** What a handshake must have, left out. */
const BROKEN = { "Sec-WebSocket-Key": "x" };

/** Asks for an upgrade with these headers, and gives the status and the headers of the answer. */
async function ask(
  port: number,
  headers: Record<string, string>,
): Promise<{ readonly status: number; readonly retryAfter: string | undefined }> {
  const request = get({ host: "127.0.0.1", port, headers: { ...UPGRADE, ...headers } });
  const answered = once(request, "response").then(([response]) => response);
  const upgraded = once(request, "upgrade").then(([response, socket]) => {
    socket.destroy();
    return response;
  });
  const { statusCode: status, headers: told } = await Promise.race([answered, upgraded]);
  request.destroy();
  return { status, retryAfter: told["retry-after"] };
}

describe("an upgrade is refused", () => {
  test("also where the logger of the application throws", async () => {
    const log = (): never => {
      throw new Error("the disk is full");
    };
    const { hub, port } = await start({ logger: { debug: log, info: log, warn: log, error: log } });
    await hub.ready;
    expect((await ask(port, FOREIGN)).status).toBe(403);
  });

  test("first where the hub takes nobody: before its beginning, while it drains, after its end", async () => {
    let begin = (): void => {};
    const engine: Engine = {
      name: "late",
      async open(listener) {
        await new Promise<void>((resolve) => (begin = resolve));
        return memoryEngine().open(listener);
      },
    };
    const { asked, hub, port } = await start({ engine });
    const all = { ...FOREIGN, Authorization: "Bearer bad", ...BROKEN };
    expect(await ask(port, all)).toEqual({ status: 503, retryAfter: "1" });
    begin();
    await hub.ready;
    expect((await ask(port, { ...all, Origin: "https://app.example", ...GOOD })).status).toBe(400);
    const drained = hub.drain({ over: 2_000 });
    expect(await ask(port, all)).toEqual({ status: 503, retryAfter: "2" });
    await drained;
    await hub.close();
    expect((await ask(port, all)).status).toBe(503);
    expect(asked).toEqual(["origin", "authenticate"]);
  });

  test.each(["https://evil.example", "https://bomb.example", "null"])(
    "then for its origin, %s, also where the judge throws; nobody is asked who it is",
    async (origin) => {
      const { asked, hub, port } = await start();
      await hub.ready;
      const answer = await ask(port, { Origin: origin, ...GOOD, ...BROKEN });
      expect([answer.status, asked]).toEqual([403, ["origin"]]);
    },
  );

  test.each(["bad", "bomb"])("then for its token, %s, which a listener is told", async (token) => {
    const { hub, port } = await start();
    const told: string[] = [];
    const errors: unknown[] = [];
    hub.addEventListener("authfailed", ({ failure, request }) => {
      told.push(`${failure} ${request?.headers.get("authorization")}`);
      throw new Error("a listener");
    });
    hub.addEventListener("error", ({ error }) => errors.push(error));
    await hub.ready;
    const answer = await ask(port, { Authorization: `Bearer ${token}`, ...BROKEN });
    const failure = token === "bad" ? "refused" : "failed";
    expect([answer.status, told]).toEqual([401, [`${failure} Bearer ${token}`]]);
    expect(errors).toEqual([new Error("a listener")]);
    expect(hub.stats().clients).toBe(0);
  });

  test.each([BROKEN, { "Sec-WebSocket-Version": "12" }, { Upgrade: "h2c" }])(
    "then where it is no handshake: %j, and its place is free again",
    async (broken) => {
      const { hub, port } = await start({ limits: { connections: 1 } });
      await hub.ready;
      for (let count = 0; count < 3; count++) {
        const { status } = await ask(port, { ...GOOD, ...broken });
        expect([400, 405, 426]).toContain(status);
      }
      expect((await ask(port, GOOD)).status).toBe(101);
    },
  );

  test("and those that are not are let in, one by one", async () => {
    const { hub, port } = await start();
    await hub.ready;
    const client = await RawClient.open(`ws://127.0.0.1:${port}`, {
      ...GOOD,
      Origin: "https://app.example",
    });
    await client.settle();
    expect(hub.stats().clients).toBe(1);
  });
});

describe("two hubs that were attached to the same upgrades", () => {
  test("take each client once, and tell that there are two of them", async () => {
    const server = createServer();
    servers.push(server);
    const [one, two] = [new Hub(), new Hub()];
    hubs.push(one, two);
    const errors: unknown[] = [];
    for (const hub of [one, two]) {
      hub.addEventListener("error", ({ error }) => errors.push(error));
      hub.attach(server);
    }
    await Promise.all([one.ready, two.ready]);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const client = await RawClient.open(`ws://127.0.0.1:${port}`);
    await client.settle();
    expect(one.stats().clients + two.stats().clients).toBe(1);
    expect(String(errors)).toContain("more than once");
    client.socket.terminate();
  });
});
