// The front door in a browser: the platform's WebSocket and the page's signals, without a word about either.
import { RemoteServer } from "@skep/conformance/client";
import { Pool } from "skep";
import { defaultAsyncContext, defaultEnvironment, defaultTransport } from "skep/transport";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";

let server: RemoteServer;

beforeEach(async () => {
  server = await RemoteServer.start(inject("control"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

test("the ten lines of the README run", async () => {
  const pool = new Pool();
  const peer = pool.connect(server.url({ kind: "accept", greeting: "ping?" }));
  for await (const message of pool.inbox) {
    expect(message.data).toBe("ping?");
    message.peer.trySend("pong!");
    break;
  }
  expect(await (await server.link(peer.id)).received()).toBe("pong!");
  await pool.close();
});

test("the defaults are the platform's", () => {
  expect(defaultTransport()).toMatchObject({ name: "platform" });
  expect(defaultEnvironment()).toHaveProperty("subscribe");
  expect(defaultAsyncContext()).toBe(undefined);
});

test("the page is listened to from the first peer on, until the pool is closed", async () => {
  const life: AbortSignal[] = [];
  const listen = vi.spyOn(globalThis, "addEventListener");
  listen.mockImplementation((type, _listener, options) => {
    if (type === "online") life.push((options as { signal: AbortSignal }).signal);
  });
  const pool = new Pool();
  expect(life).toEqual([]);
  pool.connect(server.url({ kind: "accept" }));
  pool.connect({ id: "another", url: server.url({ kind: "accept" }) });
  expect(life.map(({ aborted }) => aborted)).toEqual([false]);
  await pool.close({ timeout: 0 });
  expect(life.map(({ aborted }) => aborted)).toEqual([true]);
});

test("signals of one's own take their place", async () => {
  const listen = vi.spyOn(globalThis, "addEventListener");
  const pool = new Pool({ environment: { subscribe: () => () => {} } });
  pool.connect(server.url({ kind: "accept" }));
  expect(listen.mock.calls.filter(([type]) => type === "online")).toEqual([]);
  await pool.close({ timeout: 0 });
});
