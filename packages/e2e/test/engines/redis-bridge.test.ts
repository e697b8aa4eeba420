// Hubs of ours beside a node of the original, over a real Redis: each hears the others, and what may have been lost is said.

import { ChannelClient, type ChannelItem } from "@skep/channels";
import { EngineError, Hub } from "@skep/hub";
import { redisBridge } from "@skep/hub/redis";
import { createClient } from "redis";
import { afterEach, expect, test } from "vitest";
import { RedisServer } from "../support/engines/redis-server.ts";
import { describeServer } from "../support/packages.ts";

const ends: (() => Promise<unknown>)[] = [];
const NAMESPACES = { room: { publish: true, history: { messages: 100, age: 60_000 } } };

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Envelope {
  readonly sourceId: string;
  readonly message: Record<string, unknown>;
}

interface Publishing {
  publish(name: string, text: string): Promise<unknown>;
}

/** What a node of the original does: it publishes envelopes, and takes those of others. */
class OriginalNode {
  readonly heard: (Envelope & { readonly name: string })[] = [];
  readonly #client: Publishing;

  private constructor(client: Publishing) {
    this.#client = client;
  }

  static async start({ url }: RedisServer): Promise<OriginalNode> {
    const client = createClient({ url });
    const listening = client.duplicate();
    for (const each of [client, listening]) {
      each.on("error", () => {});
      await each.connect();
      ends.push(async () => each.destroy());
    }
    const node = new OriginalNode(client);
    const hear = (text: string, name: string): void => {
      const envelope = JSON.parse(text) as Envelope;
      if (envelope.sourceId !== "original") node.heard.push({ ...envelope, name });
    };
    await listening.pSubscribe("ws:channel:*", hear);
    await listening.subscribe("ws:broadcast", hear);
    return node;
  }

  async say(name: string, message: object): Promise<void> {
    await this.raw(name, JSON.stringify({ sourceId: "original", message }));
  }

  async raw(name: string, text: string): Promise<void> {
    await this.#client.publish(name, text);
  }
}

async function startRedis(): Promise<RedisServer> {
  const server = await RedisServer.start();
  ends.push(() => server.end());
  return server;
}

interface Node {
  readonly hub: Hub;
  readonly url: string;
  readonly warnings: string[];
}

async function startHub({ url }: RedisServer): Promise<Node> {
  const warnings: string[] = [];
  const logger = { warn: (text: string) => void warnings.push(text) };
  const engine = redisBridge(createClient({ url }), { logger: logger as never });
  const hub = new Hub({ engine, namespaces: NAMESPACES });
  ends.push(() => hub.close());
  hub.addEventListener("error", () => {});
  const { url: own } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return { hub, url: own, warnings };
}

/** A client that has subscribed to a channel, and all that it is told. */
async function listenTo({ url }: Node, channel: string): Promise<ChannelItem[]> {
  const { items } = await clientOf({ url }, channel);
  return items;
}

async function clientOf(
  { url }: Pick<Node, "url">,
  channel: string,
): Promise<{ client: ChannelClient; items: ChannelItem[] }> {
  const client = new ChannelClient({ url, retry: { initialDelay: 50, maxDelay: 200 } });
  ends.push(() => client.close());
  const subscription = client.subscribe(channel);
  const items: ChannelItem[] = [];
  void (async () => {
    for await (const item of subscription) items.push(item);
  })();
  await new Promise((resolve) =>
    subscription.addEventListener("subscribed", resolve, { once: true }),
  );
  return { client, items };
}

const told = (items: readonly ChannelItem[]): unknown[] =>
  items.map((item) => (item.type === "gap" ? `gap ${item.reason}` : item.data));

describeServer("the bridge", ["redis-server"], () => {
  test("hubs of both kinds hear each other, each message once and in one order", async () => {
    const server = await startRedis();
    const [a, b] = [await startHub(server), await startHub(server)];
    const original = await OriginalNode.start(server);
    const [atA, atB] = [await listenTo(a, "room:1"), await listenTo(b, "room:1")];
    await Promise.all([
      ...[1, 2, 3].map((at) => a.hub.publish("room:1", `a${at}`)),
      ...[1, 2, 3].map((at) => b.hub.publish("room:1", `b${at}`)),
      ...[1, 2, 3].map((at) =>
        original.say("ws:channel:room:1", { type: "event", data: `o${at}` }),
      ),
    ]);
    await expect.poll(() => [atA.length, atB.length, original.heard.length]).toEqual([9, 9, 6]);
    expect(told(atA)).toEqual(told(atB));
    expect(new Set(told(atA)).size).toBe(9);
    expect(original.heard.map(({ message }) => message["data"])).toEqual(
      told(atA).filter((data) => !String(data).startsWith("o")),
    );
    expect(original.heard[0]).toMatchObject({
      name: "ws:channel:room:1",
      message: {
        type: "event",
        channel: "room:1",
        timestamp: expect.stringMatching(/Z$/) as string,
      },
    });
  });

  test("all that a hub sends crosses: events, errors, broadcasts, process output and status", async () => {
    const server = await startRedis();
    const [a, b] = [await startHub(server), await startHub(server)];
    const original = await OriginalNode.start(server);
    const { client, items } = await clientOf(a, "process:job");
    const broadcasts: ChannelItem[] = [];
    void (async () => {
      for await (const item of client.broadcasts()) broadcasts.push(item);
    })();
    await b.hub.sendProcessOutput("job", "a line");
    await b.hub.sendProcessStatus("job", "exited", 3);
    await b.hub.sendEvent("deploy", { version: 2 });
    await b.hub.sendError("oh");
    await original.say("ws:broadcast", { type: "event", data: "from the original" });
    await expect.poll(() => [items.length, broadcasts.length]).toEqual([2, 3]);
    expect(items.map(({ type }) => type)).toEqual(["process_output", "process_status"]);
    expect(told(broadcasts)).toEqual([
      { event: "deploy", data: { version: 2 } },
      "oh",
      "from the original",
    ]);
    expect(
      original.heard.map(({ message, name }) => [name, message["type"], message["processId"]]),
    ).toEqual([
      ["ws:channel:process:job", "process_output", "job"],
      ["ws:channel:process:job", "process_status", "job"],
      ["ws:broadcast", "event", undefined],
      ["ws:broadcast", "error", undefined],
    ]);
  });

  test("what cannot be read is dropped, and said in the log", async () => {
    const server = await startRedis();
    const a = await startHub(server);
    const original = await OriginalNode.start(server);
    const items = await listenTo(a, "room:1");
    for (const text of [
      "",
      "{",
      "null",
      JSON.stringify({ sourceId: "x", message: { type: "ping" } }),
    ])
      await original.raw("ws:channel:room:1", text);
    await original.raw("ws:channel:room:1", "x".repeat(70_000));
    await original.say("ws:channel:room:1", { type: "event", data: "good" });
    await expect.poll(() => told(items)).toEqual(["good"]);
    expect(a.warnings).toEqual([
      "A message of the bridge was dropped: it is empty.",
      "A message of the bridge was dropped: it is no envelope of the bridge.",
      "A message of the bridge was dropped: it is no envelope of the bridge.",
      "A message of the bridge was dropped: its message is none of a hub.",
      "A message of the bridge was dropped: it has more than 65536 bytes.",
    ]);
  });

  test("clients are told what is not promised, and whoever comes back has a gap", async () => {
    const server = await startRedis();
    const a = await startHub(server);
    const original = await OriginalNode.start(server);
    const client = new ChannelClient({ url: a.url, retry: { initialDelay: 200, minDelay: 200 } });
    ends.push(() => client.close());
    const connected = new Promise<{ delivery: string | undefined }>((resolve) =>
      client.addEventListener("connected", resolve, { once: true }),
    );
    expect((await connected).delivery).toBe("at-most-once");
    const items: ChannelItem[] = [];
    const subscription = client.subscribe("room:1");
    void (async () => {
      for await (const item of subscription) items.push(item);
    })();
    await new Promise((resolve) =>
      subscription.addEventListener("subscribed", resolve, { once: true }),
    );
    await a.hub.publish("room:1", "one");
    await expect.poll(() => told(items)).toEqual(["one"]);
    const back = new Promise<{ recovered: boolean }>((resolve) =>
      subscription.addEventListener("recovered", resolve, { once: true }),
    );
    client.redial();
    // Nobody has the channel at this hub, so nobody knows what passes by.
    await expect.poll(() => a.hub.stats().clients).toBe(0);
    await original.say("ws:channel:room:1", { type: "event", data: "missed" });
    expect((await back).recovered).toBe(false);
    await a.hub.publish("room:1", "two");
    await expect.poll(() => told(items)).toEqual(["one", "gap epoch", "two"]);
  });

  test("while Redis is away nothing is taken, and then each subscriber has a gap", async () => {
    const server = await startRedis();
    const [a, b] = [await startHub(server), await startHub(server)];
    const [atA, atB] = [await listenTo(a, "room:1"), await listenTo(b, "room:1")];
    await a.hub.publish("room:1", "before");
    await expect.poll(() => [told(atA), told(atB)]).toEqual([["before"], ["before"]]);
    await server.kill();
    await expect.poll(() => [a.hub.status, b.hub.status]).toEqual(["degraded", "degraded"]);
    await expect(a.hub.publish("room:1", "meanwhile")).rejects.toThrow(EngineError);
    await server.restartEmpty();
    await expect.poll(() => [a.hub.status, b.hub.status]).toEqual(["up", "up"]);
    await b.hub.publish("room:1", "after");
    const all = ["before", "gap epoch", "after"];
    await expect.poll(() => [told(atA), told(atB)]).toEqual([all, all]);
  });

  test("a Redis that says nothing any more is away within 10 s", async () => {
    const server = await startRedis();
    const a = await startHub(server);
    server.pause();
    const began = performance.now();
    await expect.poll(() => a.hub.status).toBe("degraded");
    expect(performance.now() - began).toBeLessThan(10_000);
    server.resume();
    await expect.poll(() => a.hub.status).toBe("up");
  });

  test("a key makes a publish one message", async () => {
    const server = await startRedis();
    const a = await startHub(server);
    const items = await listenTo(a, "room:1");
    await a.hub.publish("room:1", 1, { key: "k" });
    await a.hub.publish("room:1", 1, { key: "k" });
    await expect(a.hub.publish("room:1", 2, { key: "k" })).rejects.toMatchObject({
      code: "ERR_HUB_CONFLICT",
    });
    await a.hub.publish("room:1", "end");
    await expect.poll(() => told(items)).toEqual([1, "end"]);
  });

  test("a hub without Redis is not ready", async () => {
    const server = await startRedis();
    await server.kill();
    const engine = redisBridge(createClient({ url: server.url }));
    const hub = new Hub({ engine });
    ends.push(() => hub.close());
    await expect(hub.ready).rejects.toThrow("Redis cannot be reached.");
  });
});
