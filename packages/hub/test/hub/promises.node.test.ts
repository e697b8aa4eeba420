// What a hub promises beyond what the other files here show: numbers, times, order, and its end. docs/original-hub.md has the whole list.

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

  test("may be published to before it is ready, in order", async () => {
    const engine = memoryEngine();
    const { hub, url } = await startHub({ engine });
    const client = await subscribed(url, "a");
    const next = new Hub({ engine });
    const positions = await Promise.all(numbers(3).map((number) => next.publish("a", number)));
    expect(positions.map(({ offset }) => offset)).toEqual([1, 2, 3]);
    const events = await client.count("event", 3);
    expect(events.map(({ data }) => data)).toEqual([0, 1, 2]);
    await Promise.all([next.close(), hub.close()]);
    const broken = new Hub({
      engine: { name: "broken", open: () => Promise.reject(new Error("no")) },
    });
    await expect(broken.publish("a", 1)).rejects.toThrow("no");
    await broken.close();
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

  test("broadcasts each of a hundred that are sent at once, in one order, to all", async () => {
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
    await expect(hub.publish("a", 1)).rejects.toMatchObject({ code: "ERR_HUB_CLOSED" });
  });

  test("is told to a call that waits for an engine, and to each publish behind it", async () => {
    const { hub, url } = await startHub({ engine: deafTo("deaf") });
    const handles: HubClient[] = [];
    hub.addEventListener("connected", ({ client }) => handles.push(client));
    await RawClient.open(url);
    const [handle] = handles as [HubClient];
    const waiting = hub.subscribe(handle, "deaf").catch((error: unknown) => error);
    await hub.close();
    expect(await waiting).toMatchObject({ code: "ERR_HUB_CLOSED" });
    await expect(hub.publish("a", 1)).rejects.toMatchObject({ code: "ERR_HUB_CLOSED" });
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
