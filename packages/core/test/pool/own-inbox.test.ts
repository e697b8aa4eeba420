// Peers with an inbox of their own: read apart from all others, bounded apart, ended by themselves or with their pool.

import { describe, expect, test } from "vitest";
import { ConfigError, Inbox } from "../../src/index.ts";
import { ManualClock } from "../../src/testing/index.ts";
import { said } from "../../../../tools/production/said.ts";
import { World } from "./support/world.ts";

const texts = (inbox: Inbox): string[] => {
  const read: string[] = [];
  for (let next = inbox.tryRead(); next !== undefined; next = inbox.tryRead())
    read.push(`${next.id} ${String(next.data)}`);
  return read;
};

describe("peers with an inbox of their own", () => {
  test("are read apart, and share it as they like", async () => {
    const world = new World();
    const prices = new Inbox();
    const a = await world.connected("a", { inbox: prices });
    const b = await world.connected("b", { inbox: prices });
    const c = await world.connected("c");
    a.message("1");
    c.message("2");
    b.message("3");
    expect([texts(prices), texts(world.pool.inbox)]).toEqual([["a 1", "b 3"], ["c 2"]]);
    expect(world.pool.stats()).toMatchObject({ received: 3, dropped: 0 });
    await world.end();
  });

  test("are bounded apart; what is lost is told and counted by their pool", async () => {
    const world = new World({ network: { pause: false } });
    const clock = new ManualClock();
    const small = new Inbox({
      capacity: 1,
      limit: { messages: 1 },
      overflow: "drop-newest",
      clock,
    });
    const a = await world.connected("a", { inbox: small });
    const b = await world.connected("b");
    for (let at = 0; at < 5; at++) for (const dial of [a, b]) dial.message(String(at));
    clock.advance();
    clock.advance(1_000);
    expect(world.of("overflow").at(-1)).toMatchObject({
      id: "a",
      total: 4,
      policy: "drop-newest",
    });
    expect([small.size, small.dropped, world.pool.inbox.size]).toEqual([1, 4, 5]);
    expect(world.pool.stats()).toMatchObject({ received: 10, dropped: 4, inbox: { size: 5 } });
    await world.end();
  });

  test("have readers that are done when their pool is closed, after what waits", async () => {
    const world = new World();
    const inbox = new Inbox();
    const dial = await world.connected("a", { inbox });
    dial.message("last");
    await world.end();
    const read: unknown[] = [];
    for await (const { data } of inbox) read.push(data);
    expect(read).toEqual(["last"]);
  });

  test("keep their links when it is ended: what still comes is dropped and told", async () => {
    const world = new World();
    const inbox = new Inbox();
    const dial = await world.connected("a", { inbox });
    dial.message("read");
    inbox.end();
    inbox.end();
    dial.message("late");
    await world.pass(1_000);
    expect(texts(inbox)).toEqual(["a read"]);
    expect(world.of("overflow")).toMatchObject([{ dropped: 1, why: "ended" }]);
    expect(world.pool.get("a")?.state).toBe("connected");
    await world.end();
  });

  test("go on when it is ended while they are paused", async () => {
    const world = new World();
    const inbox = new Inbox({ capacity: 64 });
    inbox.tryRead();
    const dial = await world.connected("a", { inbox });
    for (let at = 0; at < 70; at++) dial.message("x");
    expect(dial.paused).toBe(true);
    inbox.end();
    await world.pass();
    expect(dial.paused).toBe(false);
    await world.end();
  });
});

describe("an inbox that cannot be used", () => {
  test("is refused by connect, and nothing is registered", async () => {
    const [world, other] = [new World(), new World()];
    const [ended, taken] = [new Inbox(), new Inbox()];
    ended.end();
    await other.connected("a", { inbox: taken });
    for (const inbox of [ended, taken, { tryRead() {}, end() {} }, 1]) {
      const connect = (): unknown => world.pool.connect("ws://a", { inbox: inbox as Inbox });
      expect(connect).toThrow(ConfigError);
    }
    expect(() => world.pool.connect("ws://a", { inbox: ended })).toThrow(
      said('inbox must be an Inbox that has not ended and is of no other pool, got "object".'),
    );
    expect(world.pool.peers()).toEqual([]);
    await Promise.all([world.end(), other.end()]);
  });

  test("is refused by its constructor where an option is wrong", () => {
    expect(() => new Inbox({ capacity: 0 })).toThrow(ConfigError);
    expect(() => new Inbox({ clock: {} as never })).toThrow(ConfigError);
    expect(() => new Inbox({ size: 1 } as never)).toThrow(ConfigError);
  });

  test("may be the pool's own", async () => {
    const world = new World();
    const dial = await world.connected("a", { inbox: world.pool.inbox });
    dial.message("x");
    expect(texts(world.pool.inbox)).toEqual(["a x"]);
    await world.end();
  });

  test("is forgotten by its pool once it has ended", async () => {
    const world = new World();
    for (const id of ["a", "b", "c"]) {
      const inbox = new Inbox();
      await world.connected(id, { inbox });
      inbox.end();
    }
    expect(world.pool.peers()).toHaveLength(3);
    await world.end();
  });
});
