// A client that is cut off from one hub and goes on at another, while the first still takes it for its own: then what was held on the way arrives.

import { ChannelClient, type ChannelItem } from "@skep/channels";
import { Hub, memoryEngine } from "@skep/hub";
import { SlowProxy } from "../support/slow-proxy.ts";
import { eventually, type Stage, test } from "../support/stage.ts";
import { describe } from "vitest";

const NAMESPACES = { room: { history: { messages: 1_000, age: 600_000 }, publish: true } };

/** Two hubs over one engine; to the first the way may be stopped. */
async function hubsOf(
  stage: Stage,
): Promise<{ first: Hub; second: Hub; proxy: SlowProxy; urls: readonly [string, string] }> {
  const engine = memoryEngine();
  const [first, second] = [0, 1].map(() => new Hub({ engine, namespaces: NAMESPACES })) as [
    Hub,
    Hub,
  ];
  const places = await Promise.all(
    [first, second].map((hub) => hub.listen({ port: 0, host: "127.0.0.1" })),
  );
  for (const hub of [first, second]) stage.ending(() => hub.close());
  const [near, far] = places.map(({ url }) => url) as [string, string];
  const proxy = await SlowProxy.start(stage, near, {});
  return { first, second, proxy, urls: [proxy.url, far] };
}

/** The first dial goes to the first hub, all others to the second. */
function clientOf(stage: Stage, urls: readonly [string, string]): ChannelClient {
  let dials = 0;
  const client = new ChannelClient({
    url: () => urls[dials++ === 0 ? 0 : 1],
    id: "mover",
    retry: { initialDelay: 20, minDelay: 10, maxDelay: 200 },
    keepaliveTimeout: 600,
    pingInterval: 200,
    closeTimeout: 1_000,
  });
  stage.ending(() => client.close());
  return client;
}

/** Writes down everything that a channel gives. */
function written(client: ChannelClient): ChannelItem[] {
  const items: ChannelItem[] = [];
  const read = async (): Promise<void> => {
    for await (const item of client.subscribe("room:1")) items.push(item);
  };
  void read();
  return items;
}

const short = (item: ChannelItem): unknown => (item.type === "gap" ? item.reason : item.data);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** How the client finds out that it is cut off. */
const WAYS: Record<string, (client: ChannelClient) => void> = {
  "that leaves by itself": (client) => client.redial(),
  "that notices the silence": () => {},
};

describe.concurrent("a client of two hubs", () => {
  for (const [name, leave] of Object.entries(WAYS))
    test(`${name} gets each item once, in order, when what the first hub sent arrives late`, async ({
      stage,
      expect,
    }) => {
      const { first, second, proxy, urls } = await hubsOf(stage);
      const client = clientOf(stage, urls);
      const items = written(client);
      await eventually(() => first.subscriberCount("room:1") === 1);
      for (const number of numbers(20)) await first.publish("room:1", number);
      await eventually(() => items.length === 20);
      proxy.stall();
      // The first hub sends these into the proxy, which holds them.
      for (const number of numbers(20)) await second.publish("room:1", 20 + number);
      leave(client);
      await eventually(() => second.subscriberCount("room:1") === 1);
      expect(first.subscriberCount("room:1")).toBe(1);
      await eventually(() => items.length >= 40);
      proxy.release();
      for (const number of numbers(20)) await first.publish("room:1", 40 + number);
      await eventually(() => items.length >= 60);
      // The first hub learns of the end by what was held, too.
      await eventually(() => first.subscriberCount("room:1") === 0);
      expect(items.map(short)).toEqual(numbers(60));
    });

  test("whose publish is held on the way to the first hub publishes it once", async ({
    stage,
    expect,
  }) => {
    const { first, second, proxy, urls } = await hubsOf(stage);
    const client = clientOf(stage, urls);
    const items = written(client);
    await eventually(() => first.subscriberCount("room:1") === 1);
    proxy.stall();
    const published = client.publish("room:1", "held", { key: "k" });
    await eventually(() => second.subscriberCount("room:1") === 1);
    const position = await published;
    await eventually(() => items.length === 1);
    await second.publish("room:1", "later");
    proxy.release();
    await eventually(() => first.subscriberCount("room:1") === 0);
    await first.publish("room:1", "last");
    await eventually(() => items.length >= 3);
    expect(items.map(short)).toEqual(["held", "later", "last"]);
    expect(position?.offset).toBe(1);
    // The first hub has asked for it as well, and was told that it is there.
    expect(first.metrics()).toContain('publishes_total{outcome="duplicate"} 1');
    expect((await client.history("room:1")).publications).toHaveLength(3);
  });
});
