// What the scripts of the engine over Redis do on a real server, beyond the laws of engines: how long things are kept, and what is in the way.
import { readFileSync } from "node:fs";
import { redisEngine, type RedisClientLike, type RedisEngineOptions } from "@skep/hub/redis";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hurriedClock } from "../support/engines/hurried-clock.ts";
import { RedisServer } from "../support/engines/redis-server.ts";
import { describeServer } from "../support/packages.ts";
import { eventually } from "../support/stage.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let prefixes = 0;

describeServer("the scripts of redis-server", ["redis-server"], () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(() => server.end());

  /** A session of an engine, and what it was told. */
  async function open(options: RedisEngineOptions = {}, client: RedisClientLike = server.client()) {
    const prefix = `scripts${++prefixes}`;
    const told: string[] = [];
    const session = await redisEngine(client, { prefix, ...options }).open({
      message: ({ offset, payload }) => told.push(`${offset} ${payload}`),
      status: (status) => told.push(status),
      top: () => {},
    });
    const publish = (payload: string, more: object = {}) =>
      session.publish({ channel: "c", payload, time: Date.now(), ...more });
    const [key = ""] = await keysOf(prefix, publish);
    return { key, prefix, publish, session, told };
  }

  /** The key of the channel, after its first message. */
  async function keysOf(prefix: string, publish: (text: string) => Promise<unknown>) {
    await publish("first");
    return (await server.ask("KEYS", `{${prefix}:*}:log:*`)) as string[];
  }

  const lengthOf = (key: string): Promise<unknown> => server.ask("HLEN", key);

  test("keep all of a channel in one key", async () => {
    const { key, prefix, publish, session } = await open();
    const keyed = { text: "k", digest: "d", window: 120_000 };
    await publish("one", { retention: { messages: 5, age: HOUR }, key: keyed });
    await session.subscribe("c");
    expect(await server.ask("KEYS", `*${prefix}:*:log:*`)).toEqual([key]);
    await session.close();
  });

  test("remember a channel for its time after a publish, and one without for ten minutes", async () => {
    const { key, prefix, publish, session } = await open({ channelTtl: DAY });
    const ttl = async (of: string): Promise<number> => Number(await server.ask("PTTL", of));
    expect(await ttl(key)).toBeGreaterThan(DAY - 60_000);
    await publish("kept", { retention: { messages: 5, age: 3 * DAY } });
    expect(await ttl(key)).toBeGreaterThan(3 * DAY - 60_000);
    await session.read("unknown", { last: 1 });
    const keys = (await server.ask("KEYS", `*${prefix}:*:log:unknown`)) as string[];
    expect(await ttl(keys[0] ?? "")).toBeLessThanOrEqual(600_000);
    await session.close();
  });

  test("renew the time of a channel that somebody has", async () => {
    const { key, session } = await open({ channelTtl: DAY, topInterval: 100 });
    await session.subscribe("c");
    await server.ask("PEXPIRE", key, `${HOUR}`);
    await eventually(async () => Number(await server.ask("PTTL", key)) > DAY - 60_000);
    await session.close();
  });

  test("drop what is beyond a retention that has shrunk, however much it is", async () => {
    const { key, publish, session } = await open();
    const texts = Array.from({ length: 3_000 }, (_, at) => `m${at}`);
    await Promise.all(
      texts.map((text) => publish(text, { retention: { messages: 5_000, age: HOUR } })),
    );
    const before = Number(await lengthOf(key));
    await publish("last", { retention: { messages: 2, age: HOUR } });
    // One has come.
    expect(before - Number(await lengthOf(key))).toBe(2_999 - 1);
    const { entries = [] } = await session.read("c", { last: 10 });
    expect(entries.map(({ payload }) => payload)).toEqual(["m2999", "last"]);
    await session.close();
  });

  test("read thousands at once", async () => {
    const { publish, session } = await open();
    const retention = { messages: 5_000, age: HOUR };
    const { position } = await publish("m", { retention });
    await Promise.all(Array.from({ length: 2_500 }, (_, at) => publish(`m${at}`, { retention })));
    const { entries = [] } = await session.read("c", { after: position, limit: 5_000 });
    expect(entries.length).toBe(2_500);
    expect(entries.every(({ offset, previous }) => previous === offset - 1)).toBe(true);
    await session.close();
  });

  test("drop what has ended of a channel that nobody publishes to any more", async () => {
    // There are ten seconds between two sweeps.
    const { key, publish, session } = await open({ clock: hurriedClock(4) });
    const retention = { messages: 100, age: 2_000 };
    for (const text of ["a", "b", "c"])
      await publish(text, { retention, key: { text, digest: "d", window: 2_000 } });
    const ending = async (): Promise<number> =>
      ((await server.ask("HKEYS", key)) as string[]).filter((name) => /^[mkq]./.test(name)).length;
    expect(await ending()).toBe(9);
    await eventually(async () => (await ending()) === 0);
    const { top, entries } = await session.read("c", { last: 10 });
    expect([top.offset, entries]).toEqual([4, []]);
    await session.close();
  });

  test("forget keys that have ended with the next one, so that they do not pile up", async () => {
    const { key, publish, session } = await open();
    const brief = (text: string) => ({ key: { text, digest: "d", window: 50 } });
    for (let at = 0; at < 100; at++) await publish("m", brief(`k${at}`));
    await eventually(async () => {
      await publish("m", brief(`more${Math.random()}`));
      return Number(await lengthOf(key)) < 40;
    });
    await session.close();
  });

  test("are sent again when the server has forgotten them", async () => {
    const { publish, session } = await open();
    await server.ask("SCRIPT", "FLUSH");
    expect((await publish("again")).position.offset).toBe(2);
    await session.close();
  });

  test("give a channel another life when its key was deleted", async () => {
    const { key, publish, session } = await open();
    const { position } = await publish("old");
    await server.ask("DEL", key);
    expect(await session.read("c", { after: position, limit: 10 })).toMatchObject({ gap: "epoch" });
    expect((await publish("new")).position).toMatchObject({ offset: 1 });
    await session.close();
  });

  test("give a channel another life when the server was started again, unless its disk is trusted", async () => {
    const retention = { messages: 5, age: HOUR };
    const [doubting, trusting] = [await open(), await open({ trustPersistence: true })];
    const old = await doubting.publish("old", { retention });
    await trusting.publish("old", { retention });
    await server.save();
    await server.restore();
    await eventually(() => [doubting, trusting].every(({ told }) => told.at(-1) === "up"));
    const { gap } = await doubting.session.read("c", { after: old.position, limit: 10 });
    expect(gap).toBe("epoch");
    expect((await doubting.publish("new")).position.offset).toBe(1);
    const { entries = [] } = await trusting.session.read("c", { last: 5 });
    expect(entries.map(({ payload }) => payload)).toEqual(["old"]);
    expect((await trusting.publish("new")).position.offset).toBe(3);
    await Promise.all([doubting.session.close(), trusting.session.close()]);
  });

  test("refuse a channel whose key is something else", async () => {
    const { key, publish, session } = await open();
    await server.ask("DEL", key);
    await server.ask("SET", key, "mine");
    await expect(publish("x")).rejects.toThrow("a key of another program is in the way");
    await session.close();
  });

  test("tell nothing of what somebody else says on a channel", async () => {
    const { prefix, publish, session, told } = await open();
    await session.subscribe("c");
    const names = (await server.ask("PUBSUB", "SHARDCHANNELS", `*${prefix}:*:live:c`)) as string[];
    for (const text of ["hello", "", "e 0 1 x"]) await server.ask("SPUBLISH", names[0] ?? "", text);
    await publish("two");
    await eventually(() => told.length > 0);
    expect(told).toEqual(["2 two"]);
    await session.close();
  });

  test("go on behind what looks like a message of the channel, and was sent by somebody else", async () => {
    const { prefix, publish, session, told } = await open({ topInterval: 200 });
    const { epoch } = await session.subscribe("c");
    const names = (await server.ask("PUBSUB", "SHARDCHANNELS", `*${prefix}:*:live:c`)) as string[];
    for (const text of ["foreign 1 1 x", `${epoch} 999999 1 y`]) {
      await server.ask("SPUBLISH", names[0] ?? "", text);
      await eventually(() => told.some((one) => one.endsWith(text.slice(-1))));
      await eventually(async () => {
        const { position } = await publish("own");
        return told.includes(`${position.offset} own`);
      });
    }
    await session.close();
  });

  describe("serve a client that is set to", () => {
    test.each([
      ["RESP 2", { RESP: 2 }],
      ["another type of replies", { commandOptions: { typeMapping: { 36: Buffer } } }],
      ["an offline queue and reconnects of its own", { socket: { reconnectStrategy: 50 } }],
    ] as const)("%s", async (_what, set) => {
      const { port } = server;
      const client = createClient({
        url: server.url,
        ...(set as object),
        socket: { port, ...(set as { socket?: object }).socket },
      });
      const { publish, session, told } = await open({}, client);
      await session.subscribe("c");
      await publish("two", { retention: { messages: 5, age: HOUR } });
      await eventually(() => told.length > 0);
      expect(told).toEqual(["2 two"]);
      const { entries = [] } = await session.read("c", { last: 5 });
      expect(entries.map(({ payload }) => payload)).toEqual(["two"]);
      await session.close();
    });
  });

  test("need no more rights than the README says", async () => {
    const page = readFileSync(new URL("../../../hub/README.md", import.meta.url), "utf8");
    const [, rules = ""] = /`ACL SETUSER hub (.*)`/.exec(page) ?? [];
    expect(rules).toContain("{skep:*");
    await server.ask("ACL", "SETUSER", "hub", ...rules.split(" "), "on", ">secret");
    const { port } = server;
    const client = createClient({ username: "hub", password: "secret", socket: { port } });
    const session = await redisEngine(client, { clock: hurriedClock(4) }).open({
      message: () => {},
      status: (status) => statuses.push(status),
      top: () => {},
    });
    const statuses: string[] = [];
    const key = { text: "k", digest: "d", window: 100 };
    const retention = { messages: 1, age: 100 };
    for (const payload of ["a", "b"])
      await session.publish({ channel: "rights", payload, time: 1, retention, key });
    await session.subscribe("rights");
    await session.read("rights", { last: 5 });
    await session.unsubscribe("rights");
    const ask = (): Promise<unknown> => server.ask("HKEYS", "{skep:34}:log:rights");
    await eventually(async () => !((await ask()) as string[]).some((name) => name.startsWith("m")));
    expect(statuses).toEqual([]);
    await session.close();
  });

  test("keep the databases of a server apart", async () => {
    const prefix = `scripts${++prefixes}`;
    const [zero, three] = [
      createClient({ url: server.url }),
      createClient({ url: `${server.url}/3` }),
    ];
    const [a, b] = [await open({ prefix }, zero), await open({ prefix }, three)];
    await b.session.subscribe("c");
    await a.publish("of the first");
    await b.publish("of the fourth");
    await eventually(() => b.told.length > 0);
    expect(b.told).toEqual(["2 of the fourth"]);
    await Promise.all([a.session.close(), b.session.close()]);
  });
});
