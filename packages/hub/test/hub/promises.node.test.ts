// What the tests of the original hub say, on real sockets, as far as no other file here shows it. docs/original-hub.md has the whole list.

import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Engine } from "../../src/engine/engine.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import type { HubClient } from "../../src/hub-client.ts";
import { hubDefaults } from "../../src/hub-options.ts";
import { Hub } from "../../src/hub.ts";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

async function subscribed(url: string, ...channels: readonly string[]): Promise<RawClient> {
  const client = await RawClient.open(url);
  for (const channel of channels) client.say({ type: "subscribe", channel });
  await client.settle();
  return client;
}

describe("a hub", () => {
  test("has the original's numbers where nothing is said, which nobody can change", () => {
    const { heartbeatInterval, limits, pongTimeout, writeTimeout } = hubDefaults;
    expect([heartbeatInterval, pongTimeout, writeTimeout]).toEqual([30_000, 60_000, 10_000]);
    expect([limits.subscriptions, limits.message]).toEqual([1_024, 65_536]);
    expect(Object.isFrozen(hubDefaults) && Object.isFrozen(limits)).toBe(true);
    for (const wrong of [0, -1])
      for (const option of ["heartbeatInterval", "pongTimeout", "writeTimeout"])
        expect(() => new Hub({ [option]: wrong })).toThrow(`${option} must be a whole number from`);
  });

  test("has a channel as long as somebody has it", async () => {
    const { hub, url } = await startHub();
    const [one, two] = [await subscribed(url, "a"), await subscribed(url, "a")];
    expect([hub.subscriberCount("a"), hub.stats().channels]).toEqual([2, 1]);
    one.say({ type: "unsubscribe", channel: "a" });
    await one.settle();
    expect([hub.subscriberCount("a"), hub.stats().channels]).toEqual([1, 1]);
    two.say({ type: "unsubscribe", channel: "a" });
    await two.settle();
    expect([hub.subscriberCount("a"), hub.stats().channels]).toEqual([0, 0]);
  });

  test("counts a subscription once, and lists those of a client in order, in a list of the caller's own", async () => {
    const { hub, url } = await startHub();
    await subscribed(url, "c", "a", "b", "a");
    const [client] = hub.clients();
    expect(hub.stats()).toEqual({ clients: 1, channels: 3, subscribers: 3 });
    client?.subscriptions().pop();
    expect(client?.subscriptions()).toEqual(["a", "b", "c"]);
  });

  test("changes nothing where a subscription is refused or a name is none", async () => {
    const { hub, url } = await startHub({
      authorise: (_client, _action, channel) => {
        if (channel === "bomb") throw new Error("bomb");
        return channel !== "secret";
      },
    });
    const client = await subscribed(url, "public", "secret", "bomb");
    client.say({ type: "unsubscribe", channel: "a b" });
    client.say({ type: "unsubscribe", channel: "never:had" });
    await client.settle();
    expect(client.of("error").map(({ data }) => data)).toEqual([
      "subscription unauthorised",
      "subscription unauthorised",
    ]);
    expect([...hub.channels()]).toEqual(["public"]);
    expect(hub.stats()).toEqual({ clients: 1, channels: 1, subscribers: 1 });
  });

  test("sends what a process says and how it ends, whatever that is", async () => {
    const { hub, url } = await startHub();
    const client = await subscribed(url, "process:p");
    for (const code of [0, 1, 137]) await hub.sendProcessStatus("p", "exited", code);
    await hub.sendProcessStatus("p", "", -1);
    for (const line of ["", "line"]) await hub.sendProcessOutput("p", line);
    for (const id of ["a:b", "", "a b", "x".repeat(129)]) {
      await expect(hub.sendProcessOutput(id, "x")).rejects.toThrow(
        "id must be the id of a process",
      );
      await expect(hub.sendProcessStatus(id, "x", 0)).rejects.toThrow("id must be the id of");
    }
    await client.settle();
    expect(client.of("process_status").map(({ data, processId }) => [processId, data])).toEqual([
      ["p", { status: "exited", exitCode: 0 }],
      ["p", { status: "exited", exitCode: 1 }],
      ["p", { status: "exited", exitCode: 137 }],
      ["p", { status: "", exitCode: -1 }],
    ]);
    expect(client.of("process_output").map(({ data }) => data)).toEqual(["", "line"]);
  });

  test("broadcasts errors and events, also such as are empty", async () => {
    const { hub, url } = await startHub();
    const client = await subscribed(url);
    for (const text of ["down", ""]) await hub.sendError(text);
    await hub.sendEvent("", null);
    await hub.sendEvent("up", undefined);
    await client.settle();
    expect(client.of("error").map(({ data }) => data)).toEqual(["down", ""]);
    expect(client.of("event").map(({ data }) => data)).toEqual([
      { event: "", data: null },
      { event: "up", data: null },
    ]);
  });

  test("sets the time of a message, which is the same at all hubs of its engine", async () => {
    const engine = memoryEngine();
    const hubs = [await startHub({ engine }), await startHub({ engine })] as const;
    const clients = [await subscribed(hubs[0].url, "a"), await subscribed(hubs[1].url, "a")];
    const before = Date.now();
    const old = { type: "event", data: 1, timestamp: "2001-01-01T00:00:00Z" } as const;
    await hubs[0].hub.broadcast(old);
    await hubs[0].hub.publish("a", 2);
    const times = [];
    for (const client of clients)
      times.push((await client.count("event", 2)).map(({ timestamp }) => timestamp));
    expect(times[0]).toEqual(times[1]);
    for (const time of times.flat()) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Date.parse(String(time))).toBeGreaterThanOrEqual(before);
    }
  });

  test("keeps channels apart, at each hub of an engine", async () => {
    const engine = memoryEngine();
    const hubs = [await startHub({ engine }), await startHub({ engine })] as const;
    const [one, two] = [
      await subscribed(hubs[0].url, "events:user:1"),
      await subscribed(hubs[1].url, "events:user:2"),
    ];
    for (const { hub } of hubs) await hub.publish("events:user:1", 1);
    await hubs[0].hub.publish("events:user:2", 2);
    await one.count("event", 2);
    await two.count("event", 1);
    for (const client of [one, two]) await client.settle();
    expect([one, two].map((client) => client.of("event").map(({ data }) => data))).toEqual([
      [1, 1],
      [2],
    ]);
  });

  test.each([10, 100])("pings every %i ms where it is told to", async (heartbeatInterval) => {
    const { url } = await startHub({ heartbeatInterval });
    const { socket } = await RawClient.open(url);
    const began = performance.now();
    for (let pings = 0; pings < 5; pings++) await once(socket, "ping");
    // The first one comes at any moment of the first interval.
    expect(performance.now() - began).toBeGreaterThan(3 * heartbeatInterval);
  });
});

describe("many clients at once", () => {
  test("end with exact counts, whatever they do in which order", async () => {
    const { hub, url } = await startHub();
    const broadcasts = numbers(100).map((number) => hub.sendEvent("n", number));
    const clients = await Promise.all(numbers(50).map(() => RawClient.open(url)));
    await Promise.all(broadcasts);
    expect(hub.stats().clients).toBe(50);
    for (const [at, client] of clients.entries()) {
      client.say({ type: "subscribe", channel: "all" });
      client.say({ type: "subscribe", channel: "all" });
      client.say({ type: "subscribe", channel: "half" });
      if (at % 2 === 1) client.say({ type: "unsubscribe", channel: "half" });
    }
    await Promise.all(clients.map((client) => client.settle()));
    expect([hub.subscriberCount("all"), hub.subscriberCount("half")]).toEqual([50, 25]);
    expect(hub.stats()).toEqual({ clients: 50, channels: 2, subscribers: 75 });
  });

  test("get each of a hundred broadcasts that are sent at once, in one order", async () => {
    const { hub, url } = await startHub();
    const clients = await Promise.all(numbers(10).map(() => RawClient.open(url)));
    await Promise.all(numbers(100).map((number) => hub.sendEvent("n", number)));
    for (const client of clients) {
      const events = await client.count("event", 100);
      expect(events.map(({ data }) => (data as { data: number }).data)).toEqual(numbers(100));
    }
  });
});

describe("a client that said who it is in its URL", () => {
  test("subscribes and receives as every other one", async () => {
    const { hub, url } = await startHub({
      authenticate: ({ token }) => (token === "good" ? { userId: "ada" } : undefined),
      tokenFrom: ["query"],
    });
    const client = await subscribed(`${url}/?token=good`, "a");
    await hub.publish("a", 1);
    expect(await client.find(({ type }) => type === "event")).toMatchObject({ data: 1 });
    expect(Array.from(hub.clients(), ({ userId }) => userId)).toEqual(["ada"]);
  });
});

describe("the end of a hub", () => {
  test("says goodbye to each client, empties channels, and tells each client once", async () => {
    const { hub, url } = await startHub();
    const gone: string[] = [];
    hub.addEventListener("disconnected", ({ client }) => gone.push(client.id));
    const clients = [];
    for (let count = 0; count < 3; count++) clients.push(await subscribed(url, "a", "b"));
    await Promise.all([hub.close(), hub.close()]);
    for (const client of clients) expect((await client.closed).code).toBe(1001);
    expect(gone.toSorted()).toEqual(["c1", "c2", "c3"]);
    expect(hub.stats()).toEqual({ clients: 0, channels: 0, subscribers: 0 });
    await hub.close();
    expect(gone.length).toBe(3);
  });

  test("may come before its beginning, and then nobody is let in", async () => {
    const hub = new Hub();
    await hub.close();
    expect(hub.status).toBe("closed");
    await expect(hub.publish("a", 1)).rejects.toMatchObject({ code: "ERR_HUB_ENGINE" });
  });

  test("is told to a call that waits for an engine, and to each publish behind it", async () => {
    const { hub, url } = await startHub({ engine: deafTo("deaf") });
    const handles: HubClient[] = [];
    hub.addEventListener("connected", ({ client }) => handles.push(client));
    await RawClient.open(url);
    const [handle] = handles as [HubClient];
    const waiting = hub.subscribe(handle, "deaf").catch((error: unknown) => error);
    await hub.close();
    expect(await waiting).toMatchObject({ code: "ERR_HUB_ENGINE", message: "The hub is closed." });
    await expect(hub.publish("a", 1)).rejects.toMatchObject({ code: "ERR_HUB_ENGINE" });
    // Its client is gone.
    await hub.subscribe(handle, "a");
    await hub.unsubscribe(handle, "a");
    expect(hub.stats()).toEqual({ clients: 0, channels: 0, subscribers: 0 });
  });

  test("is seen by a client whose read fails then", async () => {
    const { hub, url } = await startHub();
    const client = await RawClient.open(url);
    await hub.close();
    await client.closed;
    expect(client.socket.readyState).toBe(WebSocket.CLOSED);
  });
});

/** An engine that never answers who subscribes to this channel. */
function deafTo(deaf: string): Engine {
  const engine = memoryEngine();
  return {
    name: "deaf",
    async open(listener) {
      const session = await engine.open(listener);
      return {
        publish: (request) => session.publish(request),
        subscribe: (channel) =>
          channel === deaf ? new Promise(() => {}) : session.subscribe(channel),
        unsubscribe: (channel) => session.unsubscribe(channel),
        read: (channel, range) => session.read(channel, range),
        close: () => session.close(),
      };
    },
  };
}
