// A hub on a real socket, with clients that are written from the page of the protocol.

import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Hub } from "../../src/hub.ts";
import type { HubOptions } from "../../src/hub-options.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import { RawClient, type Wire } from "./support/raw-client.ts";

const hubs: Hub[] = [];

async function start(options: HubOptions = {}): Promise<{ hub: Hub; url: string }> {
  const hub = new Hub(options);
  hubs.push(hub);
  const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return { hub, url };
}

afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

const ROOMS = { room: { history: { messages: 5, age: 60_000 }, publish: true } };

const refusedWith = async (
  url: string,
  headers: Record<string, string>,
): Promise<number | undefined> => {
  const socket = new WebSocket(url, { headers });
  socket.on("error", () => {});
  const [, response] = await once(socket, "unexpected-response");
  return (response as { statusCode?: number }).statusCode;
};

describe("a client of v0", () => {
  test("gets what is published to its channels, and broadcasts, in the original's form", async () => {
    const { hub, url } = await start();
    const client = await RawClient.open(url);
    client.say({ type: "subscribe", channel: "news" });
    client.say({ type: "subscribe", data: "process:job-1" });
    await client.settle();
    await hub.publish("news", { text: "hello" });
    await hub.publish("other", 1);
    await hub.sendProcessOutput("job-1", "compiling");
    await hub.sendProcessStatus("job-1", "exited", 137);
    await hub.sendEvent("deployed", { version: "1" });
    await hub.sendError("the build server is down");
    await client.settle();
    const told = client.received.filter(({ type }) => type !== "pong");
    expect(told.map(({ timestamp, ...rest }) => [typeof timestamp, rest])).toEqual([
      ["string", { type: "event", channel: "news", data: { text: "hello" } }],
      [
        "string",
        { type: "process_output", channel: "process:job-1", processId: "job-1", data: "compiling" },
      ],
      [
        "string",
        {
          type: "process_status",
          channel: "process:job-1",
          processId: "job-1",
          data: { status: "exited", exitCode: 137 },
        },
      ],
      ["string", { type: "event", data: { event: "deployed", data: { version: "1" } } }],
      ["string", { type: "error", data: "the build server is down" }],
    ]);
  });

  test("is told that there is no such channel where namespaces have to be named", async () => {
    const { hub, url } = await start({ requireNamespace: true, namespaces: { room: {}, "": {} } });
    const client = await RawClient.greet(url, { since: { e: "x", o: 1 } });
    const answers = ["room:1", "plain", "rooms:1", "process:1"].map((channel, index) =>
      client.ask({ type: "subscribe", id: 1 + index, channel }),
    );
    expect((await Promise.all(answers)).map(({ type, code }) => code ?? type)).toEqual([
      "ack",
      "ack",
      "unknown_channel",
      "unknown_channel",
    ]);
    const [handle] = hub.clients();
    await hub.subscribe(handle!, "rooms:1");
    await hub.publish("rooms:1", 1);
    expect(await client.find(({ type }) => type === "event")).toMatchObject({ data: 1 });
  });

  test("that never says anything gets broadcasts", async () => {
    const { hub, url } = await start();
    const client = await RawClient.open(url);
    await hub.sendEvent("up", null);
    expect(await client.find(({ type }) => type === "event")).toMatchObject({
      data: { event: "up", data: null },
    });
  });

  test("is told what is wrong with a subscription, and goes on", async () => {
    const { url } = await start({ limits: { subscriptions: 1 } });
    const client = await RawClient.open(url);
    for (const channel of ["a b", "process:a:b", "one", "one", "two"])
      client.say({ type: "subscribe", channel });
    client.socket.send("nonsense");
    client.say({ type: "sing" });
    client.say({ type: "subscribe", data: 5 });
    client.say({ type: "publish", id: 1, channel: "one", data: 1 });
    await client.settle();
    expect(client.of("error").map(({ data }) => data)).toEqual([
      "invalid channel name",
      "invalid process ID",
      "subscription limit exceeded",
    ]);
    expect(client.received.length).toBe(4);
  });

  test("gets nothing of a channel that it left", async () => {
    const { hub, url } = await start();
    const client = await RawClient.open(url);
    client.say({ type: "subscribe", channel: "a" });
    await client.settle();
    await hub.publish("a", 1);
    await client.count("event", 1);
    client.say({ type: "unsubscribe", channel: "a" });
    await client.settle();
    expect(hub.stats()).toEqual({ clients: 1, channels: 0, subscribers: 0 });
    await hub.publish("a", 2);
    await client.settle();
    expect(client.of("event").length).toBe(1);
  });
});

describe("a client of v1", () => {
  test("is welcomed, and each of its requests is answered", async () => {
    const { url } = await start({ namespaces: ROOMS });
    const client = await RawClient.greet(url);
    expect(client.received[0]).toEqual({
      type: "welcome",
      re: 0,
      v: 1,
      session: "c1",
      heartbeat: 30_000,
      limits: { message: 65_536, subscriptions: 1_024, keys: 120_000 },
    });
    expect(await client.ask({ type: "subscribe", id: 1, channel: "room:1" })).toEqual({
      type: "ack",
      re: 1,
      e: expect.any(String),
      o: 0,
    });
    const published = await client.ask({
      type: "publish",
      id: 2,
      channel: "room:1",
      data: [1],
      k: "k1",
    });
    expect(published).toMatchObject({ type: "ack", o: 1 });
    const again = await client.ask({
      type: "publish",
      id: 3,
      channel: "room:1",
      data: [1],
      k: "k1",
    });
    expect(again).toMatchObject({ type: "ack", o: 1, dup: true });
    const other = await client.ask({
      type: "publish",
      id: 4,
      channel: "room:1",
      data: [2],
      k: "k1",
    });
    expect(other).toMatchObject({ type: "error", code: "conflict" });
    expect(client.of("event")).toEqual([
      { type: "event", channel: "room:1", data: [1], timestamp: expect.any(Number), o: 1, k: "k1" },
    ]);
    const refused: [object, string][] = [
      [{ type: "publish", channel: "news", data: 1 }, "forbidden"],
      [{ type: "publish", channel: "$all", data: 1 }, "invalid_name"],
      [{ type: "publish", channel: "process:1", data: 1 }, "forbidden"],
      [{ type: "publish", channel: "room:1", data: 1, k: "a b" }, "invalid_name"],
      [{ type: "subscribe", channel: "ä" }, "invalid_name"],
      [{ type: "unsubscribe", channel: "$all" }, "invalid_name"],
      [{ type: "call" }, "unknown_method"],
      [{ type: "hello", v: 1 }, "bad_frame"],
      [{ type: "history" }, "bad_frame"],
    ];
    for (const [at, [request, code]] of refused.entries())
      expect(await client.ask({ id: 10 + at, ...request })).toMatchObject({ type: "error", code });
  });

  test("is sent no frame that is too long, and may not publish what would be one", async () => {
    const { url } = await start({ namespaces: ROOMS });
    const client = await RawClient.greet(url, { ts: "iso" });
    await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
    const bare = JSON.stringify({ type: "publish", id: 2, channel: "room:1", data: "" }).length;
    const refused = await client.ask({
      type: "publish",
      id: 2,
      channel: "room:1",
      data: "x".repeat(65_536 - bare),
    });
    expect(refused).toMatchObject({ type: "error", code: "too_large" });
    expect(
      await client.ask({ type: "publish", id: 3, channel: "room:1", data: "x".repeat(65_300) }),
    ).toMatchObject({ o: 1 });
    await client.count("event", 1);
    expect(client.longest).toBeLessThanOrEqual(65_536);
  });

  test("goes on where it was, on another link", async () => {
    const { hub, url } = await start({ namespaces: ROOMS });
    const first = await RawClient.greet(url);
    await first.ask({ type: "subscribe", id: 1, channel: "room:1" });
    await hub.publish("room:1", "one");
    await first.count("event", 1);
    first.socket.terminate();
    const { o, t, e } = await positionOf(first, hub);
    for (const text of ["two", "three"]) await hub.publish("room:1", text);
    const second = await RawClient.greet(url);
    const ack = await second.ask({
      type: "subscribe",
      id: 1,
      channel: "room:1",
      since: { e, o, t },
    });
    expect(ack).toMatchObject({ e, o, recovered: true, replay: 2 });
    await hub.publish("room:1", "four");
    const events = await second.count("event", 3);
    expect(events.map(({ data, o: offset }) => [data, offset])).toEqual([
      ["two", 2],
      ["three", 3],
      ["four", 4],
    ]);
  });

  /** As a client knows it: the epoch of its answer, offset and time of the last message. */
  async function positionOf(
    client: RawClient,
    _hub: Hub,
  ): Promise<{ e: unknown; o: unknown; t: unknown }> {
    const [ack] = client.of("ack");
    const event = client.of("event").at(-1);
    return { e: ack?.["e"], o: event?.["o"], t: event?.["timestamp"] };
  }

  test("is told what it has missed for good", async () => {
    const { hub, url } = await start({ namespaces: ROOMS });
    const { position, all } = await published(hub, 8);
    const client = await RawClient.greet(url);
    const since = { e: position.epoch, o: 1, t: all[0]?.time };
    expect(await client.ask({ type: "subscribe", id: 1, channel: "room:1", since })).toMatchObject({
      recovered: false,
      reason: "trimmed",
      o: 8,
    });
    const strange = { ...since, e: "other" };
    expect(
      await client.ask({ type: "subscribe", id: 2, channel: "room:1", since: strange }),
    ).toMatchObject({
      recovered: false,
      reason: "epoch",
    });
  });

  async function published(hub: Hub, count: number) {
    const all = [];
    for (let at = 1; at <= count; at++) all.push(await hub.publish("room:1", at));
    return { position: all.at(-1)!, all };
  }

  test("begins with the last few, and reads the past without a subscription", async () => {
    const { hub, url } = await start({ namespaces: ROOMS });
    await published(hub, 8);
    const client = await RawClient.greet(url);
    expect(
      await client.ask({ type: "subscribe", id: 1, channel: "room:1", last: 2 }),
    ).toMatchObject({ o: 6, replay: 2 });
    expect((await client.count("event", 2)).map(({ data }) => data)).toEqual([7, 8]);
    const answer = await client.ask({ type: "history", id: 2, channel: "room:1", last: 3 });
    expect(answer).toMatchObject({ replay: 3, o: 8 });
    const past = client.of("event").filter(({ re }) => re === 2);
    expect(past.map(({ data }) => data)).toEqual([6, 7, 8]);
  });

  test("is served by the hub that follows, on the same engine, and misses nothing", async () => {
    const engine = memoryEngine();
    const [one, two] = [
      await start({ engine, namespaces: ROOMS }),
      await start({ engine, namespaces: ROOMS }),
    ];
    const first = await RawClient.greet(one.url);
    const { e, o } = await first.ask({ type: "subscribe", id: 1, channel: "room:1" });
    await one.hub.close();
    expect((await first.closed).code).toBe(1001);
    await two.hub.publish("room:1", "meanwhile");
    const second = await RawClient.greet(two.url);
    const ack = await second.ask({ type: "subscribe", id: 1, channel: "room:1", since: { e, o } });
    expect(ack).toMatchObject({ recovered: true, replay: 1 });
    expect(await second.find(({ type }) => type === "event")).toMatchObject({ data: "meanwhile" });
  });

  test("resumes broadcasts in its hello, where they have a history", async () => {
    const { hub, url } = await start({
      namespaces: { $all: { history: { messages: 9, age: 60_000 } } },
    });
    const first = await RawClient.greet(url);
    const { e, o } = first.received[0] as Wire;
    first.socket.terminate();
    await hub.sendEvent("missed", 1);
    const second = await RawClient.greet(url, { since: { e, o } });
    expect(second.received[0]).toMatchObject({ type: "welcome", recovered: true, replay: 1 });
    expect(await second.find(({ type }) => type === "event")).toMatchObject({
      data: { event: "missed" },
      o: 1,
    });
  });

  test("may go on with broadcasts from a position on an open link", async () => {
    const { hub, url } = await start({
      namespaces: { $all: { history: { messages: 9, age: 60_000 } } },
    });
    const client = await RawClient.greet(url);
    const { e, o } = client.received[0] as Wire;
    await hub.sendEvent("one", 1);
    await client.count("event", 1);
    const ack = await client.ask({ type: "subscribe", id: 1, since: { e, o } });
    expect(ack).toMatchObject({ recovered: true, replay: 1 });
    await client.count("event", 2);
  });

  test("is asked about by the application, which may refuse, throw, and take its time", async () => {
    const asked: string[] = [];
    const errors: unknown[] = [];
    const { hub, url } = await start({
      namespaces: ROOMS,
      async authorise(client, action, channel) {
        asked.push(`${client.id} ${action} ${channel}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (channel === "room:throws") throw new Error("no");
        return channel !== "room:secret";
      },
    });
    hub.addEventListener("error", ({ error }) => errors.push(error));
    const client = await RawClient.greet(url);
    const answers = await Promise.all(
      ["room:open", "room:secret", "room:throws"].map((channel, at) =>
        client.ask({ type: "subscribe", id: at + 1, channel }),
      ),
    );
    expect(answers.map(({ type, code }) => code ?? type)).toEqual([
      "ack",
      "forbidden",
      "forbidden",
    ]);
    expect(await client.ask({ type: "history", id: 9, channel: "room:secret" })).toMatchObject({
      code: "forbidden",
    });
    expect(asked.slice(0, 2)).toEqual(["c1 subscribe room:open", "c1 subscribe room:secret"]);
    expect(errors).toEqual([new Error("no")]);
  });
});

describe("an upgrade", () => {
  test("from another page is refused, from the hub's own or from a program it is not", async () => {
    const { url } = await start({ allowedOrigins: ["https://app.example"] });
    const own = url.replace("ws:", "https:");
    for (const origin of [own, own.replace("https:", "http:"), "https://app.example"])
      (await RawClient.open(url, { Origin: origin })).socket.close();
    for (const origin of [
      "https://evil.example",
      "null",
      "https://app.example.evil",
      "http://127.0.0.1",
    ])
      expect(await refusedWith(url, { Origin: origin })).toBe(403);
  });

  test("without an origin is refused where one is required", async () => {
    const { url } = await start({
      requireOrigin: true,
      allowedOrigins: (origin) => origin.endsWith(".example"),
    });
    expect(await refusedWith(url, {})).toBe(403);
    (await RawClient.open(url, { Origin: "https://a.example" })).socket.close();
  });

  test("of another path is left to others, on a server that is there", async () => {
    const hub = new Hub();
    hubs.push(hub);
    const server = createServer((_request, response) => response.end("page"));
    hub.attach(server, { path: "/hub" });
    let others = 0;
    server.on("upgrade", ({ url }, socket) => {
      if (url === "/hub?x=1") return;
      others++;
      socket.destroy();
    });
    await hub.ready;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const client = await RawClient.open(`ws://127.0.0.1:${port}/hub?x=1`);
    const other = new WebSocket(`ws://127.0.0.1:${port}/other`);
    other.on("error", () => {});
    await new Promise((resolve) => other.on("close", resolve));
    expect(others).toBe(1);
    await hub.close();
    expect((await client.closed).code).toBe(1001);
    const [page] = await once(get(`http://127.0.0.1:${port}`), "response");
    expect(page.statusCode).toBe(200);
    page.resume();
    server.close();
  });

  test("to a hub that is closed is refused, and told to come again", async () => {
    const hub = new Hub();
    const server = createServer();
    server.on("upgrade", (request, socket, head) => hub.handleUpgrade(request, socket, head));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await hub.close();
    expect(await refusedWith(`ws://127.0.0.1:${port}`, {})).toBe(503);
    server.close();
  });

  test("that is none is answered", async () => {
    const { url } = await start();
    const [response] = await once(get(url.replace("ws:", "http:")), "response");
    expect(response.statusCode).toBe(426);
    response.resume();
  });
});

describe("a hub", () => {
  test("tells who comes and goes, once each and in order", async () => {
    const { hub, url } = await start();
    const told: string[] = [];
    for (const type of ["connected", "disconnected"] as const)
      hub.addEventListener(type, ({ client }) =>
        told.push(`${type} ${client.id} ${client.remoteAddress}`),
      );
    for (const type of ["subscribed", "unsubscribed"] as const)
      hub.addEventListener(type, ({ client, channel }) =>
        told.push(`${type} ${client.id} ${channel}`),
      );
    const client = await RawClient.open(url);
    client.say({ type: "subscribe", channel: "b" });
    client.say({ type: "subscribe", channel: "a" });
    await client.settle();
    client.socket.close();
    await client.closed;
    await expect.poll(() => hub.stats().clients).toBe(0);
    expect(told).toEqual([
      "connected c1 127.0.0.1",
      "subscribed c1 b",
      "subscribed c1 a",
      "unsubscribed c1 b",
      "unsubscribed c1 a",
      "disconnected c1 127.0.0.1",
    ]);
  });

  test("gives up a client that does not answer its pings", async () => {
    // The other one answers, also on a machine that is busy.
    const { hub, url } = await start({ heartbeatInterval: 100, pongTimeout: 2_000 });
    const [dead, alive] = [new WebSocket(url, { autoPong: false }), await RawClient.open(url)];
    const [code] = await once(dead, "close");
    expect([code, alive.socket.readyState]).toEqual([1006, WebSocket.OPEN]);
    await expect.poll(() => hub.stats().clients).toBe(1);
  });

  test("lets its clients leave, each in its way, and takes no others", async () => {
    const { hub, url } = await start({ random: () => 0.5 });
    const [old, told] = [await RawClient.open(url), await RawClient.greet(url)];
    const drained = hub.drain({ over: 3_000 });
    expect(await told.find(({ type }) => type === "goaway")).toEqual({
      type: "goaway",
      code: "draining",
      after: 3_000,
    });
    expect(hub.status).toBe("draining");
    expect(await refusedWith(url, {})).toBe(503);
    // What is published meanwhile is delivered.
    await hub.sendEvent("last words", null);
    await told.count("event", 1);
    expect((await old.closed).code).toBe(1012);
    expect(told.socket.readyState).toBe(WebSocket.OPEN);
    await drained;
    expect((await told.closed).code).toBe(1012);
    expect(hub.stats().clients).toBe(0);
    await expect(hub.drain({ over: -1 })).rejects.toThrow("over must be a whole number from 0");
  });

  test("has drained when the last client is gone, and closing meanwhile holds nothing up", async () => {
    const { hub, url } = await start();
    await hub.drain({ over: 600_000 });
    const other = await start();
    const client = await RawClient.greet(other.url);
    const drained = other.hub.drain({ over: 600_000 });
    await client.find(({ type }) => type === "goaway");
    client.socket.close();
    await drained;
    const last = await start();
    await RawClient.greet(last.url);
    const draining = last.hub.drain({ over: 600_000 });
    await last.hub.close();
    await draining;
    expect(await refusedWith(url, {})).toBe(503);
  });

  test("sends what is published in one turn as one frame, within the longest there may be", async () => {
    const { hub, url } = await start();
    const client = await RawClient.open(url);
    client.say({ type: "subscribe", channel: "a" });
    await client.settle();
    await Promise.all(Array.from({ length: 10 }, (_, at) => hub.publish("a", at)));
    await client.count("event", 10);
    expect(client.frames.at(-1)).toBe(10);
    const large = "x".repeat(40_000);
    await Promise.all([hub.publish("a", large), hub.publish("a", large)]);
    await client.count("event", 12);
    expect(client.frames.slice(-2)).toEqual([1, 1]);
  });

  test("ends a link that sends too much, and reads bytes as text", async () => {
    const { url } = await start();
    const [large, binary] = [await RawClient.open(url), await RawClient.open(url)];
    large.socket.send("x".repeat(65_537));
    binary.socket.send(Buffer.from('{"type":"ping"}'));
    await binary.count("pong", 1);
    expect((await large.closed).code).toBe(1009);
  });

  test("skips a client that reads too slowly, which then has everything that is kept, or is told", async () => {
    const { hub, url } = await start({
      limits: { pending: 300_000 },
      namespaces: { kept: { history: { messages: 1_000, age: 60_000 } }, live: {} },
    });
    const slow: string[] = [];
    hub.addEventListener("slow", ({ client, channel }) => slow.push(`${client.id} ${channel}`));
    const [stuck, quick] = [await RawClient.greet(url), await RawClient.greet(url)];
    for (const client of [stuck, quick]) {
      await client.ask({ type: "subscribe", id: 1, channel: "kept:1" });
      await client.ask({ type: "subscribe", id: 2, channel: "live:1" });
    }
    stuck.socket.pause();
    const text = "x".repeat(20_000);
    for (let at = 0; at < 200; at++) {
      await hub.publish("kept:1", `${at} ${text}`);
      await hub.publish("live:1", `${at} ${text}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await quick.count("event", 400);
    expect(new Set(slow)).toEqual(new Set(["c1 kept:1", "c1 live:1"]));
    stuck.socket.resume();
    await hub.publish("live:1", "last");
    await stuck.find(({ data }) => typeof data === "string" && data.startsWith("199 "));
    await stuck.find(
      ({ channel, data, type }) => channel === "live:1" && (data === "last" || type === "gap"),
    );
    await stuck.settle();
    const kept = stuck.of("event").filter(({ channel }) => channel === "kept:1");
    expect(kept.map(({ data }) => Number.parseInt(String(data), 10))).toEqual(
      Array.from({ length: 200 }, (_, at) => at),
    );
    const gaps = stuck.of("gap");
    expect(gaps.map(({ channel, reason }) => [channel, reason])).toContainEqual(["live:1", "slow"]);
    // What is missing is missing where a gap says so, and nowhere else.
    let last = 0;
    for (const { type, channel, o } of stuck.received) {
      if (channel !== "live:1") continue;
      if (type === "event") expect(o).toBe(last + 1);
      last = o as number;
    }
  });
});

describe("an option of a hub that cannot be used", () => {
  const bad: [HubOptions, string][] = [
    [{ heartbeatInterval: 0 }, "heartbeatInterval must be a whole number from 1, got 0"],
    [{ pongTimeout: 30_000 }, "pongTimeout must be a whole number from 30001, got 30000"],
    [{ limits: { pending: 0 } }, "limits.pending must be a whole number from 1, got 0"],
    [{ limits: { size: 1 } as never }, "limits.size must be a known name ("],
    [{ colour: 1 } as never, "colour must be a known name ("],
    [{ authenticate: "ada" } as never, "authenticate must be a function"],
    [{ authorise: true } as never, "authorise must be a function"],
    [{ engine: {} } as never, "engine must be an object with open"],
    [{ tokenFrom: "header" } as never, "tokenFrom must be a list of token sources"],
    [{ tokenFrom: ["cookie"] } as never, 'query:NAME, message), got "cookie"'],
    // As a text it would let in each origin that is a part of it.
    [{ allowedOrigins: "https://app.example" } as never, "allowedOrigins must be a list"],
    [{ allowedOrigins: [/example/] } as never, "allowedOrigins must be a list"],
    [{ allowedOrigins: ["null", "*"] }, 'such as https://app.example, or a function, got "*"'],
    [{ allowedOrigins: ["app.example"] }, 'got "app.example"'],
    [{ allowedOrigins: ["https://app.example/"] }, 'got "https://app.example/"'],
    [{ allowedOrigins: ["https://*.example"] }, 'got "https://*.example"'],
    [{ trustProxy: -1 }, "trustProxy must be a whole number from 0, got -1"],
    [
      { namespaces: { a: { slow: "cursor" } } },
      "namespaces.a.slow must be another policy where there is no history",
    ],
    [{ namespaces: { a: { slow: "wait" as never } } }, "namespaces.a.slow must be one of"],
    [
      { namespaces: { a: { history: { messages: 0, age: 1 } } } },
      "namespaces.a.history.messages must be a whole number from 1",
    ],
    [{ namespaces: { a: { histroy: 1 } as never } }, "namespaces.a.histroy must be a known name ("],
    [{ namespaces: { "a:": {} } }, "namespaces.a: must be the part of a channel's name before"],
    [
      { namespaces: { a: { publish: "no" as never } } },
      "namespaces.a.publish must be true or false",
    ],
    [
      { namespaces: { a: { history: { messages: 1, age: 1, days: 1 } as never } } },
      "namespaces.a.history.days must be a known name (",
    ],
    [{ authorise: true as never }, "authorise must be a function"],
    [{ requireOrigin: "yes" as never }, "requireOrigin must be true or false"],
    [{ requireNamespace: 1 as never }, "requireNamespace must be true or false"],
    [{ engine: {} as never }, "engine must be an object with open"],
    [{ clock: null as never }, "clock must be an object with now, wall, schedule"],
    [{ logger: { warn: 1 } as never }, "logger must be an object with debug, info, warn, error"],
  ];
  test.each(bad)("%j is told", (options, text) => {
    expect(() => new Hub(options)).toThrow(text);
  });

  test("of a call, too", async () => {
    const { hub } = await start();
    await expect(hub.publish("a b", 1)).rejects.toThrow("channel must be the name of a channel");
    await expect(hub.publish("a", 1, { key: "a b" })).rejects.toThrow(
      "key must be 1 to 64 visible characters",
    );
    await expect(hub.sendProcessOutput("a:b", "x")).rejects.toThrow(
      "id must be the id of a process",
    );
    for (const port of [-1, 65_536, "80", undefined])
      await expect(hub.listen({ port: port as never })).rejects.toThrow("port must be a whole");
    await expect(hub.listen({ port: 0, host: 5 as never })).rejects.toThrow("host must be a name");
    for (const over of [-1, 0.5, Infinity, 2 ** 31])
      await expect(hub.drain({ over })).rejects.toThrow("over must be a whole number from 0 to");
    await expect(hub.publish("a", 1n)).rejects.toMatchObject({
      code: "ERR_CONFIG",
      path: "data",
      cause: expect.any(TypeError),
    });
    // Nothing of the hub is read by a loop, and it has no pools.
    expect(() => hub.addEventListener("message" as "error", () => {})).toThrow(
      /^type must be one of connected, .*, error, got "message"\.$/,
    );
    expect(() => hub.attach(createServer(), { path: "hub" })).toThrow(
      'path must be a path that begins with a slash, got "hub".',
    );
    const app = Object.assign(() => {}, { on: () => {}, off: () => {} });
    for (const noServer of [app, {}, null])
      expect(() => hub.attach(noServer as never)).toThrow("server must be an http.Server");
    await expect(hub.publish("a", "ä".repeat(32_700))).rejects.toThrow("data must be such that");
    await expect(hub.publish("a", "ä".repeat(32_600))).resolves.toMatchObject({ offset: 1 });
  });
});
