// What the tests of the original hub pin down, as far as it still makes sense, over real sockets with clients of v0.

import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";

describe("channels of the original hub", () => {
  test("are there while somebody has them, and count each client once", async () => {
    const { hub, url } = await startHub();
    const [one, two] = [await RawClient.open(url), await RawClient.open(url)];
    const subscribe = async (client: RawClient, ...channels: string[]): Promise<void> => {
      for (const channel of channels) client.say({ type: "subscribe", channel });
      await client.settle();
    };
    await subscribe(one, "b", "a", "b");
    await subscribe(two, "b");
    expect(hub.stats()).toEqual({ clients: 2, channels: 2, subscribers: 3 });
    const [handle] = [...hub.clients()];
    const list = handle?.subscriptions();
    expect(list).toEqual(["a", "b"]);
    list?.push("c");
    expect(handle?.subscriptions()).toEqual(["a", "b"]);
    for (const client of [one, two]) {
      client.say({ type: "unsubscribe", channel: "b" });
      await client.settle();
      expect(hub.subscriberCount("b")).toBe(client === one ? 1 : 0);
    }
    expect([...hub.channels()]).toEqual(["a"]);
  });

  test("are left alone by names that are none, and by data that names none", async () => {
    const { hub, url } = await startHub();
    const client = await RawClient.open(url);
    client.say({ type: "subscribe", channel: "a", data: "b" });
    for (const data of [5, ["c"], { channel: "c" }, null, ""])
      client.say({ type: "subscribe", data });
    for (const channel of ["a b", "", "$all", "ä"]) client.say({ type: "unsubscribe", channel });
    await client.settle();
    expect([...hub.channels()]).toEqual(["a"]);
    expect(client.of("error")).toEqual([]);
  });

  test("go with a client that is gone, however many it had", async () => {
    const { hub, url } = await startHub();
    const client = await RawClient.open(url);
    for (const channel of ["a", "b", "c"]) client.say({ type: "subscribe", channel });
    await client.settle();
    client.socket.terminate();
    await expect.poll(() => hub.stats()).toEqual({ clients: 0, channels: 0, subscribers: 0 });
  });

  test("are refused to those who may not have them, and others are not", async () => {
    const { hub, url } = await startHub({
      authorise(_client, _action, channel) {
        if (channel === "broken") throw new Error("no");
        return channel === "public";
      },
    });
    hub.addEventListener("error", () => {});
    const client = await RawClient.open(url);
    for (const channel of ["secret", "broken", "public"])
      client.say({ type: "subscribe", channel });
    await client.count("error", 2);
    await expect.poll(() => [...hub.channels()]).toEqual(["public"]);
    expect(client.of("error").map(({ data }) => data)).toEqual([
      "subscription unauthorised",
      "subscription unauthorised",
    ]);
  });

  test("hold a hundred clients that subscribe twice at once, and halves of fifty that come and go", async () => {
    const { hub, url } = await startHub();
    const clients = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(url)));
    for (const client of clients)
      for (const _ of [1, 2]) client.say({ type: "subscribe", channel: "all" });
    await Promise.all(clients.map((client) => client.settle()));
    expect(hub.subscriberCount("all")).toBe(100);
    for (const [at, client] of clients.slice(0, 50).entries()) {
      client.say({ type: "subscribe", channel: "half" });
      if (at % 2 === 0) client.say({ type: "unsubscribe", channel: "half" });
    }
    await Promise.all(clients.map((client) => client.settle()));
    expect(hub.subscriberCount("half")).toBe(25);
  });
});

describe("messages of the original hub", () => {
  test("of processes carry what they are about", async () => {
    const { hub, url } = await startHub();
    const client = await RawClient.open(url);
    client.say({ type: "subscribe", channel: "process:p.1" });
    await client.settle();
    await hub.sendProcessOutput("p.1", "");
    for (const code of [0, 1, 137]) await hub.sendProcessStatus("p.1", "exited", code);
    await hub.sendProcessStatus("p.1", "", -1);
    const statuses = await client.count("process_status", 4);
    expect(client.of("process_output")).toMatchObject([
      { channel: "process:p.1", processId: "p.1", data: "" },
    ]);
    expect(statuses.map(({ data }) => data)).toEqual([
      { status: "exited", exitCode: 0 },
      { status: "exited", exitCode: 1 },
      { status: "exited", exitCode: 137 },
      { status: "", exitCode: -1 },
    ]);
    for (const id of ["a:b", "", " a", "ä"])
      await expect(hub.sendProcessStatus(id, "exited", 0)).rejects.toThrow("id must be");
  });

  test("to everybody may be empty", async () => {
    const { hub, url } = await startHub();
    const client = await RawClient.open(url);
    await hub.sendError("");
    await hub.sendEvent("", null);
    expect(await client.find(({ type }) => type === "event")).toMatchObject({
      data: { event: "", data: null },
    });
    expect(client.of("error")).toMatchObject([{ data: "" }]);
  });

  test("reach fifty clients that come while a hundred are broadcast, each from when it came", async () => {
    const { hub, url } = await startHub();
    const opening = Array.from({ length: 50 }, () => RawClient.open(url));
    await Promise.all(Array.from({ length: 100 }, (_, at) => hub.sendEvent("n", at)));
    const clients = await Promise.all(opening);
    expect(hub.stats().clients).toBe(50);
    await hub.sendEvent("n", 100);
    for (const client of clients) {
      await client.find(({ data }) => (data as { data: number }).data === 100);
      const numbers = client.of("event").map(({ data }) => (data as { data: number }).data);
      expect(numbers).toEqual(
        Array.from({ length: numbers.length }, (_, at) => 101 - numbers.length + at),
      );
    }
  });
});

describe("the application may", () => {
  test("end a client while it is asked about it, and the client misses nothing but its answer", async () => {
    const { hub, url } = await startHub({
      authorise(client, _action, channel) {
        if (channel === "end") client.disconnect(4_002);
        if (channel === "take") void hub.unsubscribe(client, "held");
        return true;
      },
    });
    const [ended, kept] = [await RawClient.greet(url), await RawClient.greet(url)];
    ended.say({ type: "subscribe", id: 1, channel: "end" });
    expect((await ended.closed).code).toBe(4_002);
    await kept.ask({ type: "subscribe", id: 1, channel: "held" });
    expect(await kept.ask({ type: "subscribe", id: 2, channel: "take" })).toMatchObject({
      type: "ack",
    });
    await kept.settle();
    expect(kept.of("error")).toMatchObject([{ channel: "held", code: "forbidden" }]);
    await expect.poll(() => [...hub.channels()]).toEqual(["take"]);
  });

  test("not see a client that never opened, and sees the others once", async () => {
    const { hub, url } = await startHub({ requireOrigin: true });
    const told: string[] = [];
    for (const type of ["connected", "disconnected"] as const)
      hub.addEventListener(type, ({ client }) => told.push(`${type} ${client.id}`));
    const refused = new WebSocket(url);
    refused.on("error", () => {});
    await once(refused, "unexpected-response");
    const client = await RawClient.open(url, { Origin: url.replace("ws:", "http:") });
    await client.settle();
    await hub.close();
    await client.closed;
    expect(told).toEqual(["connected c1", "disconnected c1"]);
  });
});
