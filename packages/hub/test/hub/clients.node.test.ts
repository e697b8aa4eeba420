// What an application does to the clients of its hub, over real sockets: channels that it gives and takes, and goodbyes.

import { describe, expect, test } from "vitest";
import type { Hub } from "../../src/hub.ts";
import type { HubClient } from "../../src/hub-client.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import { Publisher } from "../../src/publisher.ts";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";

/** The clients in the order in which they come. */
function clientsOf(hub: Hub): HubClient[] {
  const clients: HubClient[] = [];
  hub.addEventListener("connected", ({ client }) => clients.push(client));
  return clients;
}

describe("a hub", () => {
  test("gives a channel to a client and takes it away, and both are told", async () => {
    const { hub, url } = await startHub();
    const clients = clientsOf(hub);
    const client = await RawClient.greet(url);
    const [handle] = clients as [HubClient];
    await hub.subscribe(handle, "user:7");
    expect(hub.subscriberCount("user:7")).toBe(1);
    expect(handle.subscriptions()).toEqual(["user:7"]);
    const { e } = await client.find(({ type }) => type === "subscribed");
    expect(client.of("subscribed")).toEqual([{ type: "subscribed", channel: "user:7", e, o: 0 }]);
    await hub.publish("user:7", "hello");
    expect(await client.find(({ type }) => type === "event")).toMatchObject({ o: 1 });
    await hub.unsubscribe(handle, "user:7");
    await hub.publish("user:7", "again");
    await client.settle();
    expect(client.of("event").length).toBe(1);
    expect(client.of("error")).toEqual([
      {
        type: "error",
        channel: "user:7",
        data: "the hub has ended the subscription to user:7",
        code: "forbidden",
      },
    ]);
    expect(hub.stats()).toEqual({ clients: 1, channels: 0, subscribers: 0 });
  });

  test("gives a channel from inside of the event that a client has connected", async () => {
    const { hub, url } = await startHub();
    const given: Promise<void>[] = [];
    hub.addEventListener("connected", ({ client }) => given.push(hub.subscribe(client, "news")));
    const old = await RawClient.open(url);
    await old.settle();
    await Promise.all(given);
    await hub.publish("news", 1);
    expect(await old.find(({ type }) => type === "event")).toMatchObject({ channel: "news" });
    expect(old.of("subscribed")).toEqual([]);
    old.say({ type: "hello", id: 0, v: 1 });
    expect(await old.find(({ type }) => type === "subscribed")).toMatchObject({ o: 1 });
  });

  test("refuses what is no channel and no client of its own, and changes nothing", async () => {
    const [{ hub, url }, other] = [await startHub(), await startHub()];
    const clients = clientsOf(hub);
    await RawClient.greet(url);
    const [handle] = clients as [HubClient];
    for (const channel of ["", "a b", "$all", "process:"])
      await expect(hub.subscribe(handle, channel)).rejects.toThrow(
        "channel must be the name of a channel",
      );
    for (const client of [undefined, "c1", {}, { user: 7 }, { ...handle }])
      await expect(hub.subscribe(client as never, "a")).rejects.toThrow(
        "client must be a client of this hub",
      );
    await expect(other.hub.unsubscribe(handle, "a")).rejects.toThrow("a client of this hub");
    expect(hub.stats()).toEqual({ clients: 1, channels: 0, subscribers: 0 });
  });

  test("tells where a client has as many channels as it may have, and gives no more", async () => {
    const { hub, url } = await startHub({ limits: { subscriptions: 1 } });
    const clients = clientsOf(hub);
    await RawClient.greet(url);
    const [handle] = clients as [HubClient];
    await hub.subscribe(handle, "one");
    await hub.subscribe(handle, "one");
    await expect(hub.subscribe(handle, "two")).rejects.toMatchObject({ code: "ERR_HUB_LIMIT" });
    expect(handle.subscriptions()).toEqual(["one"]);
  });

  test("does not mind a client that is gone", async () => {
    const { hub, url } = await startHub();
    const clients = clientsOf(hub);
    const client = await RawClient.greet(url);
    const [handle] = clients as [HubClient];
    client.socket.terminate();
    await expect.poll(() => hub.stats().clients).toBe(0);
    await hub.subscribe(handle, "a");
    await hub.unsubscribe(handle, "a");
    await hub.subscribe({ user: "nobody" }, "a");
    handle.disconnect();
    expect([handle.subscriptions(), hub.stats().channels]).toEqual([[], 0]);
  });

  test("says goodbye to a client behind what was sent to it", async () => {
    const { hub, url } = await startHub();
    const clients = clientsOf(hub);
    const client = await RawClient.greet(url);
    const [handle] = clients as [HubClient];
    await hub.subscribe(handle, "last");
    await hub.publish("last", "words");
    await client.count("subscribed", 1);
    handle.disconnect(4_000, "enough");
    expect(await client.closed).toEqual({ code: 4_000, reason: "enough" });
    expect(client.of("event").map(({ data }) => data)).toEqual(["words"]);
    for (const code of [0, 999, 1_004, 1_005, 1_006, 1_015, 2_000, 5_000, 1.5, Number.NaN])
      expect(() => handle.disconnect(code)).toThrow("code must be from 1000 to 1014");
    expect(() => handle.disconnect(1_000, "ä".repeat(62))).toThrow("reason must be at most 123");
  });
});

describe("a message of the application", () => {
  test("goes to one client alone, in the form of its version, with the time of the hub", async () => {
    const { hub, url } = await startHub();
    const clients = clientsOf(hub);
    const [one, old] = [await RawClient.greet(url), await RawClient.open(url)];
    await old.settle();
    const before = Date.now();
    for (const client of clients)
      client.send({ type: "process_output", processId: "p", data: client.id });
    for (const client of [one, old]) await client.count("process_output", 1);
    const [told] = one.of("process_output");
    expect(told).toEqual({
      type: "process_output",
      processId: "p",
      data: "c1",
      timestamp: expect.any(Number),
    });
    expect(told?.["timestamp"]).toBeGreaterThanOrEqual(before);
    expect(old.of("process_output")).toMatchObject([{ data: "c2" }]);
    for (const message of [{ type: "sing" }, { type: "event", processId: "a:b" }])
      expect(() => clients[0]?.send(message as never)).toThrow("must be");
    await one.settle();
    expect(one.received.length).toBe(3);
  });

  test("goes to all clients of all hubs of one engine, each once", async () => {
    const engine = memoryEngine();
    const hubs = [await startHub({ engine }), await startHub({ engine })];
    const clients = await Promise.all(
      Array.from({ length: 10 }, (_, at) => RawClient.greet(hubs[at % 2]?.url ?? "")),
    );
    await hubs[0]?.hub.broadcast({ type: "event", data: { n: 1 } });
    await hubs[1]?.hub.broadcast({ type: "error", data: "" });
    for (const client of clients) {
      await client.count("error", 1);
      expect([client.of("event"), client.of("error")]).toMatchObject([
        [{ data: { n: 1 }, o: 1 }],
        [{ data: "", o: 2 }],
      ]);
    }
    for (const message of [{ type: "ping" }, { type: "event", processId: "a b" }])
      await expect(hubs[0]?.hub.broadcast(message as never)).rejects.toThrow("must be");
  });

  test("of a publisher reaches subscribers as that of a hub does, and is kept", async () => {
    const engine = memoryEngine();
    const namespaces = { room: { history: { messages: 5, age: 60_000 } } };
    const { hub, url } = await startHub({ engine, namespaces });
    await using publisher = new Publisher({ engine, namespaces });
    const client = await RawClient.greet(url);
    await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
    await hub.publish("room:1", "one");
    expect(await publisher.publish("room:1", "two", { key: "k" })).toMatchObject({ offset: 2 });
    expect(await client.count("event", 2)).toMatchObject([{ o: 1 }, { data: "two", o: 2, k: "k" }]);
    await client.ask({ type: "history", id: 2, channel: "room:1" });
    await client.count("event", 4);
  });

  test("reaches all that wait for it however many are published at once", async () => {
    const { hub, url } = await startHub();
    const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.greet(url)));
    const [last] = clients.slice(-1);
    for (const client of clients) await client.ask({ type: "subscribe", id: 1, channel: "a" });
    await last?.ask({ type: "unsubscribe", id: 2, channel: "a" });
    await Promise.all(Array.from({ length: 100 }, (_, at) => hub.publish("a", at)));
    for (const client of clients.slice(0, -1)) {
      const events = await client.count("event", 100);
      expect(events.map(({ data }) => data)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    }
    await last?.settle();
    expect(last?.of("event")).toEqual([]);
  });
});

describe("what a hub lists", () => {
  test("is what there is now, in order, and does not change later", async () => {
    const { hub, url } = await startHub();
    expect([hub.stats(), [...hub.clients()], [...hub.channels()]]).toEqual([
      { clients: 0, channels: 0, subscribers: 0 },
      [],
      [],
    ]);
    const [one, two] = [await RawClient.greet(url), await RawClient.greet(url)];
    for (const [id, channel] of ["b", "a"].entries())
      await one.ask({ type: "subscribe", id, channel });
    await two.ask({ type: "subscribe", id: 1, channel: "b" });
    expect(hub.stats()).toEqual({ clients: 2, channels: 2, subscribers: 3 });
    const [clients, channels] = [hub.clients(), hub.channels()];
    one.socket.terminate();
    await expect.poll(() => hub.stats()).toEqual({ clients: 1, channels: 1, subscribers: 1 });
    expect(Array.from(clients, ({ id }) => id)).toEqual(["c1", "c2"]);
    expect([...channels]).toEqual(["a", "b"]);
    expect(Array.from(hub.clients(), ({ id }) => id)).toEqual(["c2"]);
    expect([...hub.channels()]).toEqual(["b"]);
    expect(hub.subscriberCount("nobody-has-this")).toBe(0);
    await hub.publish("nobody-has-this", 1);
    expect(hub.stats().channels).toBe(1);
  });
});

describe("channels of a user", () => {
  const authenticate = ({ token }: { readonly token: string | undefined }) =>
    token === undefined
      ? undefined
      : { userId: token.split("-")[0] ?? "", channels: [`user:${token}`] };

  test("come with its token, go with the next one, and are given to all its connections", async () => {
    const { hub, url } = await startHub({ authenticate, tokenFrom: ["message"] });
    const ada = [
      await RawClient.greet(url, { token: "ada" }),
      await RawClient.greet(url, { token: "ada" }),
    ] as const;
    const bob = await RawClient.greet(url, { token: "bob" });
    for (const client of ada)
      expect(await client.find(({ type }) => type === "subscribed")).toMatchObject({
        channel: "user:ada",
      });
    await hub.subscribe({ user: "ada" }, "more");
    expect(hub.subscriberCount("more")).toBe(2);
    await hub.publish("more", 1);
    for (const client of ada) await client.count("event", 1);
    await ada[0].ask({ type: "auth", id: 5, token: "ada-2" });
    await ada[0].settle();
    expect(ada[0].of("error")).toMatchObject([{ channel: "user:ada", code: "forbidden" }]);
    expect(ada[0].of("subscribed").map(({ channel }) => channel)).toEqual([
      "user:ada",
      "more",
      "user:ada-2",
    ]);
    await hub.unsubscribe({ user: "ada" }, "more");
    await bob.settle();
    expect(bob.of("event")).toEqual([]);
    expect(Array.from(hub.clients(), ({ userId }) => userId)).toEqual(["ada", "ada", "bob"]);
    expect([...hub.channels()]).toEqual(["user:ada", "user:ada-2", "user:bob"]);
  });
});

test("a client that was to have too many channels is not let in without them, and the application is told", async () => {
  const { hub, url } = await startHub({
    authenticate: () => ({ userId: "ada", channels: ["a", "b"] }),
    limits: { subscriptions: 1 },
  });
  const errors: unknown[] = [];
  hub.addEventListener("error", ({ error }) => errors.push(error));
  const client = await RawClient.open(url);
  expect((await client.closed).code).toBe(1011);
  expect(errors).toMatchObject([{ code: "ERR_HUB_LIMIT" }]);
});

describe("events of clients", () => {
  test("come once each, in order, also where listeners give, take, throw and disconnect", async () => {
    const { hub, url } = await startHub();
    const told: string[] = [];
    const errors: unknown[] = [];
    hub.addEventListener("error", ({ error }) => errors.push(error));
    for (const type of ["connected", "disconnected"] as const)
      hub.addEventListener(type, ({ client }) => {
        told.push(`${type} ${client.id} ${client.subscriptions().join()}`);
        throw new Error(type);
      });
    for (const type of ["subscribed", "unsubscribed"] as const)
      hub.addEventListener(type, ({ client, channel }) => {
        told.push(`${type} ${client.id} ${channel}`);
        if (type === "subscribed" && channel === "first") void hub.subscribe(client, "second");
        if (type === "subscribed" && channel === "second") void hub.unsubscribe(client, "first");
        if (type === "unsubscribed" && channel === "first") client.disconnect(4_001);
      });
    hub.addEventListener("connected", ({ client }) => void hub.subscribe(client, "first"));
    const client = await RawClient.open(url);
    expect((await client.closed).code).toBe(4_001);
    await expect.poll(() => hub.stats().clients).toBe(0);
    expect(told).toEqual([
      "connected c1 ",
      "subscribed c1 first",
      "subscribed c1 second",
      "unsubscribed c1 first",
      "unsubscribed c1 second",
      "disconnected c1 ",
    ]);
    expect(errors).toEqual([new Error("connected"), new Error("disconnected")]);
  });
});
