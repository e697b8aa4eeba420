// Subscriptions of a client: what their readers get, what they tell, and how they end.

import { describe, expect, test } from "vitest";
import type { SubscriptionEventMap } from "../src/index.ts";
import { PlayedHub, read, short } from "./support/played-hub.ts";

const EPOCH = "e";

describe("a subscription", () => {
  test("is asked for at once where the hub is greeted, and otherwise when it is", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    client.subscribe("room:1");
    await hub.clock.run();
    expect(hub.all("subscribe")).toEqual([]);
    await hub.welcome();
    client.subscribe("room:2", { last: 5 });
    expect(hub.all("subscribe").map(({ channel, last }) => [channel, last])).toEqual([
      ["room:1", undefined],
      ["room:2", 5],
    ]);
  });

  test("tells that the hub has answered, once for each answer that it awaits", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    const told: unknown[] = [];
    room.addEventListener("subscribed", ({ channel, position, subscribers }) =>
      told.push([channel, position, subscribers]),
    );
    await hub.accept(3, { subscribers: 2 });
    await hub.accept(9);
    expect(told).toEqual([["room:1", { epoch: EPOCH, offset: 3 }, 2]]);
    expect(room.position).toEqual({ epoch: EPOCH, offset: 3 });
  });

  test("tells whether everything was recovered, after the gap", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    const told: boolean[] = [];
    room.addEventListener("recovered", ({ recovered }) => told.push(recovered));
    await hub.accept();
    await hub.cut();
    await hub.welcome();
    await hub.accept(0, { recovered: true });
    await hub.cut();
    await hub.welcome();
    await hub.accept(9, { recovered: false, reason: "trimmed" });
    expect(told).toEqual([true, false]);
    expect(short(await read(room, hub.clock))).toEqual(["gap trimmed"]);
  });

  test("asks again when an answer does not come, and takes none that comes too late", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    const { id: late = 0 } = hub.last("subscribe");
    await hub.clock.run(12_000);
    expect(hub.all("subscribe")).toHaveLength(2);
    await hub.say({ type: "ack", re: late, position: { epoch: "late", offset: 1 } });
    expect(room.position).toBeUndefined();
    await hub.accept(7);
    expect(room.position).toEqual({ epoch: EPOCH, offset: 7 });
  });

  test("is one for each channel, which can be subscribed to again when it is closed", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const first = client.subscribe("room:1");
    await hub.accept();
    expect(() => client.subscribe("room:1")).toThrow("one that is not subscribed to");
    await hub.publish("room:1", 1);
    first.close();
    const second = client.subscribe("room:1");
    // That the first one is closed again harms the second one not.
    first.close();
    expect(() => client.subscribe("room:1")).toThrow("one that is not subscribed to");
    // What the hub sent before it has read the new request is not of the new subscription.
    await hub.publish("room:1", 2);
    await hub.accept(2);
    await hub.publish("room:1", 3);
    expect(short(await read(first, hub.clock))).toEqual([1]);
    expect(short(await read(second, hub.clock))).toEqual([3]);
    expect(hub.all("unsubscribe")).toHaveLength(1);
  });

  test("is kept by `break`, and read on", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    await hub.accept();
    for (const offset of [1, 2, 3]) await hub.publish("room:1", offset);
    for await (const item of room) if (short([item])[0] === 2) break;
    await hub.publish("room:1", 4);
    expect(short(await read(room, hub.clock))).toEqual([3, 4]);
    expect(hub.all("unsubscribe")).toEqual([]);
  });

  test("is read until a signal aborts, and loses nothing by it", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    await hub.accept();
    const abort = new AbortController();
    const reading = room.items({ signal: abort.signal }).next();
    abort.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await hub.publish("room:1", 1);
    expect(short(await read(room, hub.clock))).toEqual([1]);
  });

  test("keeps no more than its capacity for a reader that stops, and asks for the rest when all was read", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1", { capacity: 2 });
    await hub.accept();
    for (const offset of [1, 2, 3, 4]) await hub.publish("room:1", offset);
    const iterator = room[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ data: 1 });
    expect(hub.all("subscribe")).toHaveLength(1);
    expect((await iterator.next()).value).toMatchObject({ data: 2 });
    expect(hub.last("subscribe").since).toEqual({ epoch: EPOCH, offset: 2 });
    await hub.accept(2, { recovered: true, replay: 2 });
    for (const offset of [3, 4]) await hub.publish("room:1", offset);
    expect(short(await read(room, hub.clock))).toEqual([3, 4]);
  });

  test("that nobody reads is not asked for again by each new link", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1", { capacity: 1 });
    await hub.accept();
    await hub.publish("room:1", 1);
    await hub.cut();
    await hub.welcome();
    expect(hub.all("subscribe")).toEqual([]);
    const [item] = await Promise.all([room.items().next(), hub.clock.run()]);
    expect(item.value).toMatchObject({ data: 1 });
    expect(hub.last("subscribe").since).toEqual({ epoch: EPOCH, offset: 1 });
  });

  test("ends with what the hub says, and not before everything was read", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    await hub.accept();
    await hub.publish("room:1", 1);
    await hub.say({ type: "error", channel: "room:1", code: "forbidden", text: "no more" });
    const iterator = room.items();
    expect((await iterator.next()).value).toMatchObject({ data: 1 });
    await expect(iterator.next()).rejects.toMatchObject({ reason: "forbidden" });
    // The channel is free.
    client.subscribe("room:1");
    await hub.accept();
  });

  test.each([
    ["capacity", { capacity: 0 }],
    ["capacity", { capacity: 1.5 }],
    ["last", { last: -1 }],
    ["last", { last: "2" as unknown as number }],
  ])("has options that are checked: %s", async (path, options) => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    expect(() => client.subscribe("room:1", options)).toThrow(expect.objectContaining({ path }));
    // Nothing is left half-done.
    client.subscribe("room:1");
  });

  test.each(["", "a b", "$all", "process:", "x".repeat(257)])(
    "has the name of a channel, not %j",
    async (name) => {
      const client = await new PlayedHub().greeted();
      expect(() => client.subscribe(name)).toThrow("channel must be the name of a channel");
    },
  );
});

describe("a hub that sheds load", () => {
  test("is asked again not before it says, and later each time", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    client.subscribe("room:1");
    const refuse = (after?: number): Promise<void> =>
      hub.say({ type: "error", re: hub.last("subscribe").id, code: "rate", text: "no", after });
    await refuse(5_000);
    await hub.clock.run(4_999);
    expect(hub.all("subscribe")).toHaveLength(1);
    await hub.clock.run(1);
    expect(hub.all("subscribe")).toHaveLength(2);
    const waits: number[] = [];
    for (let count = 0; count < 7; count++) {
      await refuse(0);
      const { length } = hub.all("subscribe");
      const from = hub.clock.now();
      while (hub.all("subscribe").length === length) await hub.clock.run(50);
      waits.push(hub.clock.now() - from);
    }
    // Half of the window, as chance says here: 2 s, 4 s, …, and 30 s at the most.
    expect(waits).toEqual([1_050, 2_050, 4_050, 8_050, 15_050, 15_050, 15_050]);
  });
});

describe("a channel that the hub gives by itself", () => {
  test("is told with its position, and read on from there without a loss", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const given: SubscriptionEventMap["subscribed"][] = [];
    client.addEventListener("subscribed", (event) => given.push(event));
    const position = { epoch: EPOCH, offset: 12 };
    await hub.say(
      { type: "subscribed", channel: "user:7", position },
      { type: "event", channel: "user:7", data: "early", offset: 13 },
    );
    expect(given).toMatchObject([{ channel: "user:7", position }]);
    const own = client.subscribe("user:7", { since: given[0]?.position });
    expect(hub.last("subscribe").since).toEqual(position);
    await hub.accept(12, { recovered: true, replay: 1 });
    await hub.publish("user:7", 13, "early");
    expect(short(await read(own, hub.clock))).toEqual(["early"]);
  });

  test("is not told where the client has it", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const given: unknown[] = [];
    client.addEventListener("subscribed", (event) => given.push(event));
    client.subscribe("user:7");
    await hub.say({ type: "subscribed", channel: "user:7" });
    expect(given).toEqual([]);
  });
});

describe("broadcasts", () => {
  test("come without a subscription at the hub, and are resumed", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const all = client.broadcasts();
    expect(hub.dial.sent.at(-1)).toBe('{"type":"subscribe","id":2}');
    await hub.accept(1);
    await hub.publish("$all", 2);
    await hub.say({ type: "error", channel: "$all", data: "down", offset: 3 });
    await hub.cut();
    await hub.welcome();
    expect(hub.last("subscribe").since).toEqual({ epoch: EPOCH, offset: 3 });
    expect(short(await read(all, hub.clock))).toEqual([2, "down"]);
    all.close();
    expect(hub.all("unsubscribe")).toEqual([]);
  });

  test("come from a hub of version 0 too, which is asked for nothing", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const all = client.broadcasts();
    await hub.clock.run(2_000);
    await hub.say({ type: "event", channel: "$all", data: 1 });
    expect(hub.all("subscribe")).toEqual([]);
    expect(short(await read(all, hub.clock))).toEqual([1]);
  });
});

test("what is said of channels that nobody has subscribed to is ignored", async () => {
  const hub = new PlayedHub();
  const client = await hub.greeted();
  await hub.publish("room:1", 1);
  await hub.say(
    { type: "gap", channel: "room:1", reason: "slow", position: { epoch: "e", offset: 1 } },
    { type: "error", channel: "room:1", code: "forbidden", text: "no" },
    { type: "ack", re: 99 },
    { type: "welcome", re: 99, version: 1, session: "other" },
  );
  hub.dial.message(new Uint8Array([1, 2, 3]));
  hub.dial.message("nonsense\n{}\n[]\n");
  await hub.clock.run();
  expect(client.state).toBe("connected");
});
