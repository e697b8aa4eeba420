// Who is let in, on real sockets, with clients that are written from the page of the protocol.

import { EventEmitter, once } from "node:events";
import { connect, type Socket } from "node:net";
import { protocolsWithToken } from "@skep/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { apiKeys } from "../../src/admission/api-keys.ts";
import type { Authenticate } from "../../src/admission/authenticator.ts";
import { Hub } from "../../src/hub.ts";
import type { HubAuthFailedEvent } from "../../src/hub-events.ts";
import type { HubOptions } from "../../src/hub-options.ts";
import { RawClient } from "./support/raw-client.ts";

const hubs: Hub[] = [];
const sockets: Socket[] = [];

interface Started {
  readonly hub: Hub;
  readonly url: string;
  readonly port: number;
  readonly failures: string[];
}

async function start(options: HubOptions = {}): Promise<Started> {
  const hub = new Hub(options);
  const failures: string[] = [];
  hub.addEventListener("authfailed", (event) => void failures.push(event.failure));
  hubs.push(hub);
  const { port, url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return { hub, url, port, failures };
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

/** The status with which an upgrade was refused; 101 where it was not. */
async function statusOf(
  url: string,
  headers: Record<string, string> = {},
  protocols: readonly string[] = [],
): Promise<number> {
  const socket = new WebSocket(url, [...protocols], { headers });
  socket.on("error", () => {});
  const opened = once(socket, "open").then(() => 101);
  const refused = once(socket, "unexpected-response").then(([, response]) => {
    (response as { resume(): void }).resume();
    return (response as { statusCode: number }).statusCode;
  });
  const status = await Promise.race([opened, refused]);
  socket.terminate();
  return status;
}

/** A socket of TCP that has sent the head of an upgrade. */
function upgrade(port: number, more: string = ""): Socket {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  socket.write(
    `GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`,
  );
  return socket;
}

const byToken: Authenticate = ({ token }) =>
  token === "good" ? { userId: "ada", claims: { role: "admin" } } : undefined;

describe("at the upgrade", () => {
  test("a key lets in, and who it is can be seen when the client connects", async () => {
    const { hub, url, failures } = await start({ authenticate: apiKeys({ k1: "ada", k2: "bob" }) });
    const seen: unknown[] = [];
    hub.addEventListener("connected", ({ client }) => seen.push([client.userId, client.claims]));
    await RawClient.open(url, { Authorization: "Bearer k1" });
    await RawClient.open(url, { Authorization: "bearer k2" });
    expect(await statusOf(url, { Authorization: "Bearer k3" })).toBe(401);
    expect(await statusOf(url, { Authorization: "k1" })).toBe(401);
    expect(await statusOf(url)).toBe(401);
    expect(seen).toEqual([
      ["ada", { authMethod: "api_key" }],
      ["bob", { authMethod: "api_key" }],
    ]);
    expect(failures).toEqual(["refused", "malformed", "missing"]);
    expect(hub.stats().clients).toBe(2);
  });

  test("a token is taken from each place that the hub names, and from no other", async () => {
    const { url } = await start({
      authenticate: byToken,
      tokenFrom: ["query", "cookie:session", "subprotocol", "header:x-api-key"],
    });
    expect(await statusOf(`${url}/?token=good`)).toBe(101);
    expect(await statusOf(`${url}/?token=bad`)).toBe(401);
    expect(await statusOf(url, { Cookie: "a=b; session=good" })).toBe(101);
    expect(await statusOf(url, { "X-API-Key": "good" })).toBe(101);
    expect(await statusOf(url, { Authorization: "Bearer good" })).toBe(401);
    expect(await statusOf(url, {}, protocolsWithToken("good"))).toBe(101);
    expect(await statusOf(url, {}, protocolsWithToken("bad"))).toBe(401);
  });

  test.each([
    ["bad", "refused", "the token is not accepted"],
    [undefined, "missing", "the hub asks for a token"],
    ["old", "expired", "the token has ended"],
  ])(
    "a page, to which a browser tells no status, is let open and closed with 4401 (%s)",
    async (token, failure, reason) => {
      const { hub, url, failures } = await start({
        authenticate: ({ token: given }) =>
          given === "old" ? { userId: "ada", expiresAt: 1 } : undefined,
        tokenFrom: ["subprotocol"],
        limits: { upgrades: 1, connections: 1 },
      });
      const told: string[] = [];
      for (const type of ["connected", "disconnected"] as const)
        hub.addEventListener(type, () => told.push(type));
      for (let count = 0; count < 3; count++) {
        const origin = url.replace("ws", "http");
        const offered = token === undefined ? [] : [...protocolsWithToken(token)];
        const socket = new WebSocket(url, offered, { origin });
        socket.on("error", () => {});
        await once(socket, "open");
        expect(socket.protocol).toBe(token === undefined ? "" : "skep-hub");
        const [code, text] = await once(socket, "close");
        expect([code, String(text)]).toEqual([4401, reason]);
      }
      expect(failures).toEqual([failure, failure, failure]);
      expect(told).toEqual([]);
      expect(hub.stats().clients).toBe(0);
      expect(hub.metrics()).toContain('skep_hub_refused_upgrades_total{status="401"} 3');
    },
  );

  test("a page that does not answer its goodbye is ended", async () => {
    const { port } = await start({ authenticate: () => undefined });
    const page = upgrade(port, "Origin: http://h\r\n").resume();
    await once(page, "close");
  });

  test("a token in a subprotocol is answered by the protocol, never by the token", async () => {
    const { url } = await start({ authenticate: byToken, tokenFrom: ["subprotocol"] });
    const [protocol, carrier] = protocolsWithToken("good") as [string, string];
    for (const offered of [
      [protocol, carrier],
      [carrier, protocol],
    ]) {
      const socket = new WebSocket(url, offered);
      await once(socket, "open");
      expect(socket.protocol).toBe("skep-hub");
      socket.terminate();
    }
  });

  test("a page of another origin is refused although its browser sends the cookie", async () => {
    let asked = 0;
    const { url } = await start({
      tokenFrom: ["cookie:session"],
      authenticate: (request) => {
        asked++;
        return byToken(request, { signal: new AbortController().signal });
      },
    });
    const cookie = { Cookie: "session=good" };
    expect(await statusOf(url, { ...cookie, Origin: "https://evil.example" })).toBe(403);
    expect(asked).toBe(0);
    expect(await statusOf(url, { ...cookie, Origin: url.replace("ws:", "http:") })).toBe(101);
  });

  test("an authenticator that throws harms nobody else", async () => {
    const { hub, url, failures } = await start({
      authenticate: (request, context) => {
        if (request.token === "bomb") throw new Error("bomb");
        return byToken(request, context);
      },
    });
    const errors: unknown[] = [];
    hub.addEventListener("authfailed", (event: HubAuthFailedEvent) => errors.push(event.error));
    expect(await statusOf(url, { Authorization: "Bearer bomb" })).toBe(401);
    expect(await statusOf(url, { Authorization: "Bearer good" })).toBe(101);
    expect(failures).toEqual(["failed"]);
    expect(errors).toEqual([new Error("bomb")]);
  });

  test("a client that leaves while the application is asked is told to it by the signal", async () => {
    const told = new EventEmitter();
    const { hub, port } = await start({
      authenticate: (_request, { signal }) =>
        new Promise((resolve) => {
          told.emit("asked");
          signal.addEventListener("abort", () => {
            told.emit("aborted");
            resolve(undefined);
          });
        }),
    });
    const [asked, aborted] = [once(told, "asked"), once(told, "aborted")];
    const socket = upgrade(port, "Authorization: Bearer x\r\n");
    await asked;
    socket.destroy();
    await aborted;
    expect(hub.stats().clients).toBe(0);
  });

  test("a hub that closes does not wait for an authenticator", async () => {
    const told = new EventEmitter();
    const { hub, port } = await start({
      authenticate: () => {
        told.emit("asked");
        return new Promise(() => {});
      },
    });
    const asked = once(told, "asked");
    const socket = upgrade(port, "Authorization: Bearer x\r\n");
    await asked;
    // A client that does not read must not hold it up.
    await hub.close();
    const [answer] = await once(socket, "data");
    expect(String(answer)).toContain("503");
  });

  test.each([
    ["a little", 10],
    ["more than is kept", 60_000],
  ])("what a client sends ahead of the answer is read when it is let in: %s", async (_, size) => {
    const told = new EventEmitter();
    const { hub, port } = await start({
      authenticate: () => {
        told.emit("asked");
        return new Promise((resolve) => told.once("answer", () => resolve({ userId: "ada" })));
      },
    });
    const asked = once(told, "asked");
    const connected = once(hub as never, "connected");
    const subscribed = once(hub as never, "subscribed");
    const socket = upgrade(port, "Authorization: Bearer x\r\n");
    const message = { type: "subscribe", channel: "a", padding: "x".repeat(size) };
    const text = Buffer.from(JSON.stringify(message).padEnd(200));
    // One masked frame, whose mask is zero.
    const header = Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 255, 0, 0, 0, 0]);
    socket.write(Buffer.concat([header, text]));
    await asked;
    told.emit("answer");
    await connected;
    await subscribed;
  });

  test("headers that are too long are refused by HTTP itself", async () => {
    const { hub, url } = await start({ authenticate: byToken });
    const status = await statusOf(url, { Authorization: `Bearer ${"x".repeat(20_000)}` });
    expect(status).toBe(431);
    expect(hub.stats().clients).toBe(0);
  });

  test("connections are counted for each user and address", async () => {
    const { url } = await start({
      authenticate: ({ token }) => ({ userId: token ?? "" }),
      limits: { connectionsPerUser: 1, connectionsPerAddress: 2 },
    });
    const first = await RawClient.open(url, { Authorization: "Bearer ada" });
    expect(await statusOf(url, { Authorization: "Bearer ada" })).toBe(429);
    await RawClient.open(url, { Authorization: "Bearer bob" });
    expect(await statusOf(url, { Authorization: "Bearer eve" })).toBe(429);
    first.socket.terminate();
    await first.closed;
    // The hub learns of the end a moment later.
    for (let status = 429; status !== 101;)
      status = await statusOf(url, { Authorization: "Bearer ada" });
  });
});

describe("by the first message", () => {
  const options: HubOptions = { authenticate: byToken, tokenFrom: ["message"], authTimeout: 5_000 };

  test("a token lets in, and until then nothing is delivered", async () => {
    const { hub, url } = await start(options);
    const connected: (string | undefined)[] = [];
    hub.addEventListener("connected", ({ client }) => connected.push(client.userId));
    const client = await RawClient.open(url);
    await hub.sendEvent("before", 1);
    expect([hub.stats().clients, connected]).toEqual([1, []]);
    client.say({ type: "hello", id: 0, v: 1, token: "good" });
    await client.find(({ type }) => type === "welcome");
    await hub.sendEvent("after", 2);
    await client.find(({ type }) => type === "event");
    expect(client.received.map(({ type, data }) => [type, data])).toEqual([
      ["welcome", undefined],
      ["event", { event: "after", data: 2 }],
    ]);
    expect(connected).toEqual(["ada"]);
  });

  test("a wrong token is told, and ends the link", async () => {
    const { url, failures } = await start(options);
    const client = await RawClient.open(url);
    client.say({ type: "hello", id: 0, v: 1, token: "bad" });
    expect(await client.closed).toMatchObject({ code: 4401 });
    expect(client.received).toMatchObject([{ type: "error", re: 0, code: "unauthorised" }]);
    expect(failures).toEqual(["refused"]);
  });

  test("a client that says nothing is closed when its time is over", async () => {
    const { hub, url } = await start({ ...options, authTimeout: 100 });
    const told: string[] = [];
    for (const type of ["connected", "disconnected"] as const)
      hub.addEventListener(type, () => told.push(type));
    expect(await (await RawClient.open(url)).closed).toMatchObject({ code: 4408 });
    expect(told).toEqual([]);
  });

  test("more than 4 KiB before the token end the link, however they are cut up", async () => {
    const { hub, port } = await start(options);
    const socket = upgrade(port);
    await once(socket, "data");
    const ended = once(socket, "close");
    // One message of 60,000 bytes, of which no more than a few are ever sent.
    socket.write(Buffer.from([0x81, 0xfe, 0xea, 0x60, 0, 0, 0, 0]));
    const timer = setInterval(() => socket.write("x".repeat(500)), 5);
    await ended;
    clearInterval(timer);
    // The head of the request counts too.
    expect(socket.bytesWritten).toBeLessThan(60_000);
    while (hub.stats().clients > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test("a long message is taken once the client is known", async () => {
    const { url } = await start({ ...options, namespaces: { "": { publish: true } } });
    const client = await RawClient.open(url);
    client.say({ type: "hello", id: 0, v: 1, token: "good" });
    await client.find(({ type }) => type === "welcome");
    const data = "x".repeat(60_000);
    expect(await client.ask({ type: "publish", id: 1, channel: "a", data })).toMatchObject({
      type: "ack",
    });
  });
});

describe("a token that ends", () => {
  test("ends the link, unless another one comes before", async () => {
    let life = 1_000;
    const { url } = await start({
      authenticate: () => ({ userId: "ada", expiresAt: Date.now() + life }),
    });
    const header = { Authorization: "Bearer x" };
    const [short, long] = [await RawClient.open(url, header), await RawClient.open(url, header)];
    life = 3_600_000;
    for (const client of [short, long]) client.say({ type: "hello", id: 0, v: 1 });
    expect(await long.ask({ type: "auth", id: 1, token: "y" })).toMatchObject({
      type: "ack",
      expires: expect.any(Number),
    });
    expect(await short.closed).toMatchObject({ code: 4401 });
    expect(short.of("error")).toMatchObject([{ code: "expired" }]);
    expect(short.of("welcome")).toMatchObject([{ expires: expect.any(Number) }]);
    await long.settle();
  });
});

describe("a right that is taken back", () => {
  test("ends connections, or the channels that are no longer granted", async () => {
    const rights = new Set(["one", "two"]);
    const { hub, url } = await start({
      authenticate: ({ token }) => ({ userId: token ?? "" }),
      authorise: (_client, _action, channel) => rights.has(channel),
    });
    const ada = await RawClient.greet(url, {}, { Authorization: "Bearer ada" });
    const bob = await RawClient.greet(url, {}, { Authorization: "Bearer bob" });
    await ada.ask({ type: "subscribe", id: 1, channel: "one" });
    await ada.ask({ type: "subscribe", id: 2, channel: "two" });
    rights.delete("one");
    hub.recheck({ user: "ada" });
    expect(await ada.find(({ type }) => type === "error")).toMatchObject({
      channel: "one",
      code: "forbidden",
    });
    expect([...hub.channels()]).toEqual(["two"]);
    hub.revoke({ user: "bob" });
    expect(await bob.closed).toMatchObject({ code: 4401 });
    await ada.settle();
  });
});

describe("a client that sends too much", () => {
  test("is not read for a while, loses nothing, and delays nobody", async () => {
    const { url } = await start({ limits: { rate: 100 } });
    const [busy, calm] = [await RawClient.greet(url), await RawClient.greet(url)];
    const began = performance.now();
    for (let id = 1; id <= 400; id++) busy.say({ type: "ping", id, pad: "x".repeat(4_000) });
    const all = busy.count("pong", 400);
    for (let round = 0; round < 20; round++) await calm.settle();
    const calmTook = performance.now() - began;
    await all;
    const busyTook = performance.now() - began;
    // Two hundred may come at once, and a few that were read with them; the others need two seconds.
    expect(busyTook).toBeGreaterThan(1_000);
    expect(calmTook).toBeLessThan(busyTook);
  });
});

test("no secret of a client is logged", async () => {
  const lines: string[] = [];
  const log = (...line: unknown[]): void => void lines.push(JSON.stringify(line));
  const { url } = await start({
    authenticate: () => undefined,
    tokenFrom: ["header", "query", "cookie:c", "subprotocol"],
    logger: { debug: log, info: log, warn: log, error: log },
  });
  const secret = "s3cr3t-token";
  await statusOf(`${url}/?token=${secret}`);
  await statusOf(url, { Authorization: `Bearer ${secret}`, Cookie: `c=${secret}` });
  await statusOf(`${url}/?token=${secret}`, {
    Origin: "https://evil.example",
    Cookie: `c=${secret}`,
  });
  await statusOf(url, {}, protocolsWithToken(secret));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join("\n")).not.toContain(secret);
});
