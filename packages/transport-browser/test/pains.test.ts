// Pains of the field that a platform's own WebSocket brings along, by number, in each engine that runs this.
import { RemoteServer } from "@skep/conformance/client";
import { ConfigError, Pool, type PoolOptions } from "@skep/core";
import { browserTransport, type WebSocketConstructorLike } from "@skep/transport-browser";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { classUnder } from "./support/framed-class.ts";
import { said } from "../../../tools/production/said.ts";

let server: RemoteServer;
const pools: Pool[] = [];

beforeEach(async () => {
  server = await RemoteServer.start(inject("control"));
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close({ timeout: 0 })));
  await server.stop();
});

function poolOf(options: Partial<PoolOptions> = {}): Pool {
  const retry = { initialDelay: 20, minDelay: 10, maxDelay: 50 };
  const pool = new Pool({ transport: browserTransport(), retry, ...options });
  pools.push(pool);
  return pool;
}

function told(pool: Pool, type: "dialfailed" | "disconnected", times: number): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    pool.addEventListener(type, () => ++count === times && resolve());
  });
}

test("pain 33: no failure becomes an error or a rejection that nobody can catch", async () => {
  const uncaught: unknown[] = [];
  const note = (event: unknown): void => void uncaught.push(event);
  for (const type of ["error", "unhandledrejection"]) globalThis.addEventListener(type, note);
  const pool = poolOf();
  const failed = told(pool, "dialfailed", 12);
  for (const [id, url] of Object.entries({
    nobody: server.url({ kind: "nobody" }),
    refused: server.url({ kind: "status", status: 503 }),
    forged: server.url({ kind: "forged", what: "key" }),
  }))
    pool.connect({ id, url });
  const lost = pool.connect(server.url({ kind: "accept" }));
  await lost.whenConnected();
  const ended = told(pool, "disconnected", 1);
  await (await server.link(lost.id)).drop();
  lost.send("into the void").catch(() => {});
  await Promise.all([failed, ended]);
  await pool.close({ timeout: 0 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const type of ["error", "unhandledrejection"]) globalThis.removeEventListener(type, note);
  expect(uncaught).toEqual([]);
});

// happy-dom knows no policies.
if (inject("engine") !== "happy-dom")
  test("pain 33: what connect-src forbids is a failed dial like any other", async () => {
    const WebSocket = await classUnder("connect-src 'none'");
    const pool = poolOf({ transport: browserTransport({ WebSocket }) });
    const failed = told(pool, "dialfailed", 2);
    pool.connect(server.url({ kind: "accept" }));
    await failed;
  });

test("pain 35: headers are refused with a sentence, before anything is dialled", () => {
  const headers = { authorization: "Bearer token" };
  const message = said("headers must be absent, as platform cannot send them");
  expect(() => poolOf({ headers })).toThrow(ConfigError);
  expect(() => poolOf({ headers })).toThrow(message);
  const pool = poolOf();
  expect(() => pool.connect({ url: server.url({ kind: "accept" }), headers })).toThrow(message);
  expect(pool.peers()).toEqual([]);
});

test("pain 35: a token goes into the URL or a subprotocol, asked for on every dial", async () => {
  const pool = poolOf();
  let dials = 0;
  const url = server.url({ kind: "accept" });
  const peer = pool.connect({ id: "feed", url, protocols: () => ["feed.v1", `token.${++dials}`] });
  await peer.whenConnected();
  const { headers } = await server.link(url);
  expect(headers["sec-websocket-protocol"]?.split(/, ?/)).toEqual(["feed.v1", "token.1"]);
  expect(peer.stats().connection?.protocol).toBe("feed.v1");
});

test("pain 36: a class that shows neither readyState nor bufferedAmount does", async () => {
  // As workerd's did: it may lack both, and `send` is what it always was.
  const Native = Reflect.get(globalThis, "WebSocket") as WebSocketConstructorLike;
  const Bare = function (url: string, protocols?: string[]): object {
    const socket = new Native(url, protocols);
    const { send, close, addEventListener } = socket;
    return {
      send: send.bind(socket),
      close: close.bind(socket),
      addEventListener: addEventListener.bind(socket),
      get protocol() {
        return socket.protocol;
      },
      set binaryType(type: string) {
        socket.binaryType = type;
      },
    };
  } as unknown as WebSocketConstructorLike;
  const pool = poolOf({ transport: browserTransport({ WebSocket: Bare }) });
  const peer = pool.connect(server.url({ kind: "accept", greeting: "hello" }));
  await peer.whenConnected();
  await peer.send("well met");
  for await (const { data } of pool.inbox) {
    expect(data).toBe("hello");
    break;
  }
  expect(await (await server.link(peer.id)).received()).toBe("well met");
  expect(peer.stats().connection?.bufferedAmount).toBeUndefined();
});
