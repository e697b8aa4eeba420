// Channels that a hub gives to its clients, and an engine that is away: the whole way, from the application to the reader of a client.

import { type ChannelBegin, ChannelClient, type ChannelItem } from "@skep/channels";
import { type Engine, Hub, type HubOptions, memoryEngine, Publisher } from "@skep/hub";
import { afterEach, describe, expect, test } from "vitest";

const owned: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of owned.splice(0).toReversed()) await each.close();
});

const NAMESPACES = {
  user: { history: { messages: 100, age: 600_000 } },
  room: { history: { messages: 100, age: 600_000 }, publish: true },
};

async function hubOf(options: HubOptions = {}): Promise<{ hub: Hub; url: string }> {
  const hub = new Hub({ namespaces: NAMESPACES, ...options });
  owned.push(hub);
  return { hub, ...(await hub.listen({ port: 0, host: "127.0.0.1" })) };
}

function clientOf(url: string): ChannelClient {
  const retry = { initialDelay: 20, minDelay: 10, maxDelay: 200 };
  const client = new ChannelClient({ url, retry });
  owned.push(client);
  return client;
}

/** Reads until so many have come. */
async function take(items: AsyncIterable<ChannelItem>, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items)
    if (all.push(item.type === "gap" ? `gap ${item.reason}` : item.data) >= count) break;
  return all;
}

describe("a channel that the hub gives", () => {
  test("is told to the client, which reads on from there and misses nothing", async () => {
    const { hub, url } = await hubOf();
    hub.addEventListener("connected", ({ client }) => void hub.subscribe(client, "user:7"));
    const client = clientOf(url);
    const given: ChannelBegin[] = [];
    client.addEventListener("subscribed", (event) => given.push(event));
    await expect.poll(() => given.length).toBe(1);
    const [{ channel, position }] = given as [ChannelBegin];
    expect([channel, position?.offset]).toEqual(["user:7", 0]);
    // What is published before the client subscribes is not lost.
    for (const text of ["first", "second"]) await hub.publish("user:7", text);
    const reading = take(client.subscribe(channel, { since: position }), 3);
    await hub.publish("user:7", "third");
    expect(await reading).toEqual(["first", "second", "third"]);
  });

  test("ends where the hub takes it away", async () => {
    const { hub, url } = await hubOf();
    const client = clientOf(url);
    const room = client.subscribe("room:1");
    const reading = take(room, 9);
    await expect.poll(() => hub.subscriberCount("room:1")).toBe(1);
    for (const handle of hub.clients()) await hub.unsubscribe(handle, "room:1");
    await expect(reading).rejects.toMatchObject({ reason: "forbidden" });
  });
});

test("what a publisher publishes reaches the readers of all hubs of its engine", async () => {
  const engine = memoryEngine();
  const hubs = [await hubOf({ engine }), await hubOf({ engine })];
  const readings = hubs.map(({ url }) => take(clientOf(url).subscribe("room:1"), 3));
  for (const { hub } of hubs) await expect.poll(() => hub.subscriberCount("room:1")).toBe(1);
  await using publisher = new Publisher({ engine, namespaces: NAMESPACES });
  for (const text of ["a", "b", "c"]) await publisher.publish("room:1", text);
  expect(await Promise.all(readings)).toEqual([
    ["a", "b", "c"],
    ["a", "b", "c"],
  ]);
});

/** An engine in memory that can be away. */
function fragile(): { engine: Engine; real: Engine; set(isAway: boolean): void } {
  const real = memoryEngine();
  let isAway = false;
  const listeners: ((status: "up" | "down") => void)[] = [];
  const unless = async <T>(call: () => Promise<T>): Promise<T> => {
    if (isAway) throw new Error("away");
    return call();
  };
  const engine: Engine = {
    name: "fragile",
    async open(listener) {
      listeners.push((status) => listener.status(status));
      const session = await real.open({
        message: (message) => isAway || listener.message(message),
        status: () => {},
        top: (channel, position) => listener.top(channel, position),
      });
      return {
        publish: (request) => unless(() => session.publish(request)),
        subscribe: (channel) => unless(() => session.subscribe(channel)),
        unsubscribe: (channel) => session.unsubscribe(channel),
        read: (channel, range) => unless(() => session.read(channel, range)),
        close: () => session.close(),
      };
    },
  };
  const set = (away: boolean): void => {
    isAway = away;
    for (const tell of listeners) tell(away ? "down" : "up");
  };
  return { engine, real, set };
}

test("over an engine that is away, clients stay, publishes wait, and readers miss nothing", async () => {
  const { engine, real, set } = fragile();
  const { hub, url } = await hubOf({ engine });
  const client = clientOf(url);
  const reading = take(client.subscribe("room:1"), 3);
  await expect.poll(() => hub.subscriberCount("room:1")).toBe(1);
  await client.publish("room:1", "before");
  set(true);
  const published = client.publish("room:1", "after");
  await using others = new Publisher({ engine: real, namespaces: NAMESPACES });
  await others.publish("room:1", "of others");
  await expect.poll(() => hub.metrics()).toContain('publishes_total{outcome="unavailable"} 1');
  set(false);
  await expect.poll(() => hub.status).toBe("up");
  expect((await published)?.offset).toBe(3);
  expect(await reading).toEqual(["before", "of others", "after"]);
  expect(hub.stats().clients).toBe(1);
  expect(client.state).toBe("connected");
}, 30_000);
