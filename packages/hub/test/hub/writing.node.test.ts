// What a hub writes to its clients, read from bare TCP connections: every byte belongs to a frame, and every frame to its place.

import { afterEach, describe, expect, test } from "vitest";
import type { HubClient } from "../../src/hub-client.ts";
import { Hub } from "../../src/hub.ts";
import type { HubOptions } from "../../src/hub-options.ts";
import { RawClient, type Wire } from "./support/raw-client.ts";
import { TcpClient } from "../support/tcp-client.ts";

const hubs: Hub[] = [];

async function start(options: HubOptions = {}): Promise<{ hub: Hub; url: string }> {
  const hub = new Hub({ namespaces: { room: { history: HISTORY } }, ...options });
  hubs.push(hub);
  const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return { hub, url };
}

const HISTORY = { messages: 10_000, age: 600_000 };

afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

const messagesOf = ({ reader }: TcpClient): Wire[] =>
  reader.messages.map((text) => JSON.parse(text) as Wire);

const dataOf = (client: TcpClient): unknown[] =>
  messagesOf(client)
    .filter(({ type }) => type === "event")
    .map(({ data }) => data);

async function subscribed(url: string, greets = true): Promise<TcpClient> {
  const client = await TcpClient.open(url);
  if (greets) client.say({ type: "hello", id: 0, v: 1, ts: "ms" });
  client.say({ type: "subscribe", id: 1, channel: "room:1" });
  client.say({ type: "ping", id: 2 });
  await client.until(() => messagesOf(client).some(({ type }) => type === "pong"));
  return client;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("a hub writes", () => {
  test("a burst as one frame, of the same bytes to all of a format", async () => {
    const { hub, url } = await start();
    const clients = await Promise.all([true, true, false].map((greets) => subscribed(url, greets)));
    const before = clients.map(({ reader }) => reader.frames.length);
    await Promise.all(numbers(10).map((number) => hub.publish("room:1", number)));
    await Promise.all(clients.map((client) => client.until(() => dataOf(client).length === 10)));
    const bursts = clients.map(({ reader }, index) => reader.frames.slice(before[index]));
    expect(bursts.map(({ length }) => length)).toEqual([1, 1, 1]);
    const [first, second, third] = bursts.map(([frame]) => frame?.payload.toString() ?? "");
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    for (const client of clients) expect(dataOf(client)).toEqual(numbers(10));
  });

  test("publications between replies, pings and pongs, each in its order", async () => {
    const { hub, url } = await start({ heartbeatInterval: 1, pongTimeout: 60_000 });
    const clients = await Promise.all(numbers(5).map(() => subscribed(url)));
    const published: Promise<unknown>[] = [];
    for (const number of numbers(300)) {
      published.push(hub.publish("room:1", number));
      const asking = clients[number % 5];
      asking?.say({ type: "ping", id: 100 + number });
      asking?.write(9, String(number));
      if (number % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(published);
    for (const [index, client] of clients.entries()) {
      const asked = numbers(300).filter((number) => number % 5 === index);
      const kinds = (kind: string): string[] =>
        client.reader.frames
          .filter((frame) => frame.kind === kind)
          .map(({ payload }) => payload.toString());
      await client.until(
        () => dataOf(client).length === 300 && kinds("pong").length === asked.length,
      );
      await client.until(() =>
        messagesOf(client).some(({ re }) => re === 100 + (asked.at(-1) ?? 0)),
      );
      expect(dataOf(client)).toEqual(numbers(300));
      expect(kinds("pong")).toEqual(asked.map(String));
      const answers = messagesOf(client).flatMap(({ re }) => (Number(re) >= 100 ? [re] : []));
      expect(answers).toEqual(asked.map((number) => 100 + number));
      expect(kinds("ping").length).toBeGreaterThan(0);
    }
  });

  test("frames of at most 65,536 bytes, and as few as that allows", async () => {
    const { hub, url } = await start();
    const client = await subscribed(url);
    const before = client.reader.frames.length;
    const sizes = [65_300, 10, 30_000, 30_000, 30_000, 10];
    await Promise.all(sizes.map((size) => hub.publish("room:1", "x".repeat(size))));
    await client.until(() => dataOf(client).length === sizes.length);
    const frames = client.reader.frames.slice(before).map(({ payload }) => payload.toString());
    expect(frames.map((frame) => frame.split("\n").length)).toEqual([2, 2, 2]);
    expect(frames.every(({ length }) => length <= 65_536)).toBe(true);
  });

  test("all that a slow reader missed, from the ring, when it reads again", async () => {
    const { hub, url } = await start({ limits: { pending: 100_000 } });
    const [slow, fast] = await Promise.all([subscribed(url), subscribed(url)]);
    const slowed: string[] = [];
    hub.addEventListener("slow", ({ client }) => slowed.push(client.id));
    slow.socket.pause();
    const text = "x".repeat(5_000);
    for (let number = 0; slowed.length === 0 || number % 100 !== 0; number++)
      await hub.publish("room:1", { number, text });
    await hub.publish("room:1", "last");
    await fast.until(() => dataOf(fast).at(-1) === "last");
    slow.socket.resume();
    await slow.until(() => dataOf(slow).at(-1) === "last");
    expect(dataOf(slow)).toEqual(dataOf(fast));
    expect(messagesOf(slow).filter(({ type }) => type === "gap")).toEqual([]);
  });

  test("nothing any more, where it takes nothing for too long, and the others all of it", async () => {
    const { hub, url } = await start({ writeTimeout: 1_000, limits: { pending: 100_000 } });
    const [stuck, fast] = [await subscribed(url), await subscribed(url)];
    const gone: string[] = [];
    hub.addEventListener("disconnected", ({ client }) => gone.push(client.id));
    stuck.socket.pause();
    const text = "x".repeat(5_000);
    for (let number = 0; gone.length === 0; number++) {
      await hub.publish("room:1", { number, text });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await hub.publish("room:1", "last");
    await fast.until(() => dataOf(fast).at(-1) === "last");
    expect(gone).toEqual(["c1"]);
  });

  test("what was published in the turn of a goodbye before it, and nothing behind it", async () => {
    const { hub, url } = await start();
    const handles: HubClient[] = [];
    hub.addEventListener("connected", ({ client }) => handles.push(client));
    const [leaving, staying] = [await subscribed(url), await subscribed(url)];
    // The memory engine tells a message before the turn is over.
    await hub.publish("room:1", "before");
    handles[0]?.disconnect(4000, "enough");
    await hub.publish("room:1", "behind");
    await staying.until(() => dataOf(staying).length === 2);
    await leaving.ended();
    expect(dataOf(leaving)).toEqual(["before"]);
    const close = leaving.reader.frames.at(-1);
    expect([close?.kind, close?.payload.readUInt16BE()]).toEqual(["close", 4000]);
    expect(leaving.reader.rest.length).toBe(0);
    expect(dataOf(staying)).toEqual(["before", "behind"]);
  });

  test("everything before it closes, to all", async () => {
    const { hub, url } = await start();
    const clients = await Promise.all(numbers(3).map(() => subscribed(url)));
    const browser = await RawClient.greet(url);
    const published = numbers(20).map((number) => hub.publish("room:1", number));
    await Promise.all(published);
    const closing = hub.close();
    for (const client of clients) {
      await client.ended();
      expect(dataOf(client)).toEqual(numbers(20));
      expect(client.reader.frames.at(-1)?.kind).toBe("close");
    }
    await closing;
    expect(await browser.closed).toMatchObject({ code: 1001 });
  });
});
