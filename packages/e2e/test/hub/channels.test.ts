// A hub and its clients over real sockets: what is published arrives, also over cut links, drained hubs and hubs that are restarted.

import { ChannelClient, type ChannelItem } from "@skep/channels";
import { Hub, type HubOptions, memoryEngine } from "@skep/hub";
import { afterEach, describe, expect, test } from "vitest";

const owned: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of owned.splice(0).toReversed()) await each.close();
});

const NAMESPACES = { room: { history: { messages: 1_000, age: 600_000 }, publish: true } };

async function hubOf(
  options: HubOptions = {},
  port = 0,
): Promise<{ hub: Hub; url: string; port: number }> {
  const hub = new Hub({ namespaces: NAMESPACES, ...options });
  owned.push(hub);
  return { hub, ...(await hub.listen({ port, host: "127.0.0.1" })) };
}

function clientOf(url: string): ChannelClient {
  const client = new ChannelClient({
    url,
    retry: { initialDelay: 20, minDelay: 10, maxDelay: 200 },
  });
  owned.push(client);
  return client;
}

/** Reads until so many have come. */
async function take(items: AsyncIterable<ChannelItem>, count: number): Promise<ChannelItem[]> {
  const all: ChannelItem[] = [];
  for await (const item of items) if (all.push(item) >= count) break;
  return all;
}

const short = (item: ChannelItem): unknown =>
  item.type === "gap" ? `gap ${item.reason}` : item.data;
const numbers = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, at) => from + at);

describe("a client of a hub", () => {
  test("gets what others publish, reads the past, and is told what it may not do", async () => {
    const { hub, url } = await hubOf();
    const [a, b] = [clientOf(url), clientOf(url)];
    const room = a.subscribe("room:1");
    const position = await b.publish("room:1", { text: "hello" });
    const again = await b.publish("room:1", "twice", { key: "k" });
    expect(await b.publish("room:1", "twice", { key: "k" })).toEqual(again);
    await hub.publish("room:1", "of the hub");
    // Its subscription may have begun before or after what was published.
    const late = clientOf(url).subscribe("room:1", { last: 2 });
    expect((await take(late, 2)).map(short)).toEqual(["twice", "of the hub"]);
    expect(position).toMatchObject({ offset: 1, epoch: expect.any(String) });
    expect((await b.history("room:1", { last: 2 })).publications.map(({ data }) => data)).toEqual([
      "twice",
      "of the hub",
    ]);
    await expect(b.publish("news", 1)).rejects.toMatchObject({
      code: "ERR_CHANNEL_REFUSED",
      reason: "forbidden",
    });
    await expect(b.publish("room:1", "other", { key: "k" })).rejects.toMatchObject({
      reason: "conflict",
    });
    room.close();
  });

  test("misses nothing over links that are cut again and again", async () => {
    const { hub, url } = await hubOf();
    const client = clientOf(url);
    const room = client.subscribe("room:1");
    await expect.poll(() => hub.subscriberCount("room:1")).toBe(1);
    const told: boolean[] = [];
    room.addEventListener("recovered", ({ recovered }) => told.push(recovered));
    const reading = take(room, 300);
    for (const at of numbers(300)) {
      await hub.publish("room:1", at);
      if (at % 60 === 30) client.redial();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await reading).map(short)).toEqual(numbers(300));
    expect(told.every(Boolean)).toBe(true);
    expect(told.length).toBeGreaterThan(0);
  });

  test("goes to the hub that follows, on the same engine, and misses nothing", async () => {
    const engine = memoryEngine();
    const first = await hubOf({ engine });
    const room = clientOf(first.url).subscribe("room:1");
    const reading = take(room, 6);
    await expect.poll(() => first.hub.subscriberCount("room:1")).toBe(1);
    for (const at of numbers(3)) await first.hub.publish("room:1", at);
    await first.hub.drain({ over: 50 });
    await first.hub.close();
    const second = await hubOf({ engine }, first.port);
    for (const at of numbers(3, 3)) await second.hub.publish("room:1", at);
    expect((await reading).map(short)).toEqual(numbers(6));
  });

  test("is told a gap by a hub that has lost everything", async () => {
    const first = await hubOf();
    const room = clientOf(first.url).subscribe("room:1");
    const reading = take(room, 3);
    await expect.poll(() => first.hub.subscriberCount("room:1")).toBe(1);
    await first.hub.publish("room:1", "before");
    await first.hub.close();
    const second = await hubOf({}, first.port);
    await expect.poll(() => second.hub.subscriberCount("room:1")).toBe(1);
    await second.hub.publish("room:1", "after");
    expect((await reading).map(short)).toEqual(["before", "gap epoch", "after"]);
  });

  test("publishes once, also where the hub is away for a while", async () => {
    const engine = memoryEngine();
    const first = await hubOf({ engine });
    const client = clientOf(first.url);
    await client.publish("room:1", 0);
    await first.hub.close();
    const publishing = Promise.all(numbers(20, 1).map((at) => client.publish("room:1", at)));
    const second = await hubOf({ engine }, first.port);
    const positions = await publishing;
    expect(new Set(positions.map((position) => position?.offset)).size).toBe(20);
    const { publications: kept } = await clientOf(second.url).history("room:1");
    expect(kept.map(({ data }) => data as number).toSorted((a, b) => a - b)).toEqual(numbers(21));
  });

  test("that reads slowly gets everything that is kept", async () => {
    const { hub, url } = await hubOf();
    const client = clientOf(url);
    const room = client.subscribe("room:1", { capacity: 10 });
    await expect.poll(() => hub.subscriberCount("room:1")).toBe(1);
    for (const at of numbers(200)) await hub.publish("room:1", at);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await take(room, 200)).map(short)).toEqual(numbers(200));
  });

  test("hears broadcasts, and processes", async () => {
    const { hub, url } = await hubOf();
    const client = clientOf(url);
    const [all, job] = [client.broadcasts(), client.subscribe("process:job-1")];
    await expect.poll(() => hub.subscriberCount("process:job-1")).toBe(1);
    await hub.sendEvent("deployed", 1);
    await hub.sendError("down");
    await hub.sendProcessOutput("job-1", "line");
    await hub.sendProcessStatus("job-1", "exited", 0);
    expect((await take(all, 2)).map(short)).toEqual([{ event: "deployed", data: 1 }, "down"]);
    const items = await take(job, 2);
    expect(items.map((item) => [item.type, short(item)])).toEqual([
      ["process_output", "line"],
      ["process_status", { status: "exited", exitCode: 0 }],
    ]);
  });

  test("ends what waits when it is closed", async () => {
    const { url } = await hubOf();
    const client = clientOf(url);
    const room = client.subscribe("room:1");
    await client.publish("room:1", 1);
    const reading = take(room, 9);
    await client.close();
    expect((await reading).length).toBeLessThanOrEqual(1);
    await expect(client.publish("room:1", 1)).rejects.toMatchObject({ code: "ERR_CHANNEL_CLOSED" });
    expect(() => client.subscribe("room:2")).toThrow("closed");
    expect(client.state).toBe("disconnected");
  });

  test("gives a publish up when it is told to", async () => {
    const client = clientOf("ws://127.0.0.1:9");
    const abort = new AbortController();
    const publishing = client.publish("room:1", 1, { signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(publishing).rejects.toThrow("enough");
    await expect(client.publish("room:1", 1, { key: "a b" })).rejects.toThrow(
      "key must be 1 to 64 visible characters",
    );
    expect(() => client.subscribe("a b")).toThrow("channel must be the name of a channel");
    client.subscribe("a");
    expect(() => client.subscribe("a")).toThrow("channel must be one that is not subscribed to");
    expect(() => client.subscribe("b", { capacity: 0 })).toThrow(
      "capacity must be a whole number from 1",
    );
  });
});
