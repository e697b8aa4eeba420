// A publisher beside hubs, on an engine in memory.

import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type { Engine, EngineMessage } from "../src/engine/engine.ts";
import { memoryEngine } from "../src/engine/memory-engine.ts";
import { Publisher } from "../src/publisher.ts";

const NAMESPACES = { room: { history: { messages: 5, age: 60_000 } } };

/** All that one channel tells. */
async function listen(engine: Engine, channel: string) {
  const told: EngineMessage[] = [];
  const session = await engine.open({
    message: (message) => told.push(message),
    status: () => {},
    top: () => {},
  });
  await session.subscribe(channel);
  return { told, session };
}

describe("a publisher", () => {
  test("publishes what a hub would, and keeps what the namespace keeps", async () => {
    const clock = new ManualClock();
    const engine = memoryEngine({ clock });
    const { told, session } = await listen(engine, "room:1");
    await using publisher = new Publisher({ engine, namespaces: NAMESPACES, clock });
    const one = await publisher.publish("room:1", { a: 1 }, { key: "k" });
    expect(await publisher.publish("room:1", { a: 1 }, { key: "k" })).toEqual(one);
    expect(one).toMatchObject({ offset: 1, time: clock.wall() });
    await expect(publisher.publish("room:1", { a: 2 }, { key: "k" })).rejects.toMatchObject({
      code: "ERR_HUB_CONFLICT",
    });
    expect(told.map(({ payload }) => payload)).toEqual(['event  k\n{"a":1}']);
    expect((await session.read("room:1", { last: 9 })).entries).toHaveLength(1);
  });

  test("refuses what cannot be published, and everything after its end", async () => {
    const publisher = new Publisher({ engine: memoryEngine() });
    await expect(publisher.publish("a b", 1)).rejects.toThrow("channel must be the name");
    await expect(publisher.publish("a", 1, { key: "" })).rejects.toThrow("key must be");
    await expect(publisher.publish("a", "x".repeat(70_000))).rejects.toThrow("data must be");
    await publisher.close();
    await publisher.close();
    await expect(publisher.publish("a", 1)).rejects.toThrow("The publisher is closed.");
    expect(
      () => new Publisher({ engine: memoryEngine(), namespaces: { a: { slow: "x" } } } as never),
    ).toThrow("namespaces.a.slow must be one of");
    expect(() => new Publisher({} as never)).toThrow("engine must be an object with open");
    expect(() => new Publisher({ engine: memoryEngine(), hub: 1 } as never)).toThrow("hub must be");
  });

  test("tries again to open an engine that could not be opened, and opens one session", async () => {
    const real = memoryEngine();
    let opened = 0;
    let isAway = true;
    const engine: Engine = {
      name: "late",
      open(listener) {
        opened++;
        return isAway ? Promise.reject(new Error("away")) : real.open(listener);
      },
    };
    await using publisher = new Publisher({ engine });
    await expect(publisher.publish("a", 1)).rejects.toThrow("away");
    isAway = false;
    await Promise.all([publisher.publish("a", 2), publisher.publish("a", 3)]);
    expect(opened).toBe(2);
  });

  test("ends the session that it was opening when it was closed", async () => {
    const real = memoryEngine();
    let ended = 0;
    const engine: Engine = {
      name: "watched",
      async open(listener) {
        const session = await real.open(listener);
        return {
          publish: (request) => session.publish(request),
          subscribe: (channel) => session.subscribe(channel),
          unsubscribe: (channel) => session.unsubscribe(channel),
          read: (channel, range) => session.read(channel, range),
          close: async () => {
            ended++;
            await session.close();
          },
        };
      },
    };
    const publisher = new Publisher({ engine });
    const publishing = publisher.publish("a", 1);
    await publisher.close();
    expect(ended).toBe(1);
    await publishing.catch(() => {});
  });

  test("does not wait for ever for an engine that neither opens a session nor ends one", async () => {
    const never = new Promise<never>(() => {});
    const clock = new ManualClock();
    const real = await memoryEngine().open({ message: () => {}, status: () => {}, top: () => {} });
    const publish = real.publish.bind(real);
    const hanging = { ...real, publish, close: () => never };
    for (const open of [() => never, async () => hanging] as Engine["open"][]) {
      const publisher = new Publisher({ engine: { name: "hangs", open }, clock });
      publisher.publish("a", 1).catch(() => {});
      await Promise.resolve();
      const closing = publisher.close();
      await Promise.resolve();
      clock.advance(5_000);
      await expect(closing).rejects.toMatchObject({ code: "ERR_HUB_ENGINE" });
    }
  });
});
