// What an application does to the clients of its hub, over real sockets: channels that it gives and takes, and goodbyes.

import { describe, expect, test } from "vitest";
import type { Hub } from "../../src/hub.ts";
import type { HubClient } from "../../src/hub-client.ts";
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
