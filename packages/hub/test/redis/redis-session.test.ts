// A session finds Redis, gives it up and finds it again: on a clock that is moved by hand, with clients that do what the test says.

import { ConfigError } from "@skep/core/base";
import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import type { EngineSession } from "../../src/engine/engine.ts";
import { EngineError } from "../../src/errors.ts";
import { redisEngine } from "../../src/redis/redis-engine.ts";
import { FakeRedis } from "./support/fake-redis.ts";

/** What is wrong from the beginning is set by the test. */
function scene(set: (redis: FakeRedis) => void = () => {}) {
  const clock = new ManualClock();
  const redis = new FakeRedis();
  set(redis);
  const told: string[] = [];
  const engine = redisEngine(redis.client, { clock, random: () => 0.5 });
  const opened = engine.open({
    message: ({ channel, offset, payload }) => told.push(`${channel} ${offset} ${payload}`),
    status: (status, reason) =>
      told.push(reason === undefined ? status : `${status} ${String(reason)}`),
    top: (channel, { offset }) => told.push(`top ${channel} ${offset}`),
  });
  opened.catch(() => {});
  return { clock, opened, redis, told };
}

async function opened(
  set?: (redis: FakeRedis) => void,
): Promise<ReturnType<typeof scene> & { readonly session: EngineSession }> {
  const all = scene(set);
  await all.clock.run();
  return { ...all, session: await all.opened };
}

describe("a Redis that cannot be used is refused at once", () => {
  test.each([
    [{ version: "6.2.14" }, /version 7 on, which has sharded channels, got "6.2.14"/],
    [{ version: "" }, /version 7 on/],
    [{ mode: "cluster" }, /one of createCluster, as the server is a node of a cluster/],
  ])("%j", async (server, message) => {
    const { clock, opened: opening, redis } = scene((one) => Object.assign(one.server, server));
    await clock.run();
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow(message);
    expect([redis.open, clock.pending]).toEqual([0, 0]);
  });
});

describe("a Redis that a client of a cluster does not find", () => {
  const findIt = (refusal: Error) => (redis: FakeRedis) =>
    void Object.assign(redis, { isCluster: true, refusal });

  test("is refused at once where it is none of a cluster", async () => {
    const refusal = new Error("ERR This instance has cluster support disabled");
    const { clock, opened: opening, redis } = scene(findIt(refusal));
    await clock.run();
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow(/client.*createClient, as the server is no node/);
    expect([redis.open, clock.pending]).toEqual([0, 0]);
  });

  test("is an engine that is away for the reason that the client has told", async () => {
    const refusal = new Error("ECONNREFUSED");
    const { clock, opened: opening } = scene(findIt(refusal));
    await clock.run(10_000);
    await expect(opening).rejects.toThrow(expect.objectContaining({ cause: refusal }));
  });
});

describe("a Redis that is not there is looked for, and given up after ten seconds", () => {
  test.each([
    ["nobody answers", (redis: FakeRedis) => void (redis.isSilent = true)],
    ["nobody listens", (redis: FakeRedis) => void (redis.refusal = new Error("ECONNREFUSED"))],
    ["it takes no scripts", (redis: FakeRedis) => void (redis.scripts = new Error("LOADING x"))],
    ["it tells nothing", (redis: FakeRedis) => void (redis.isDeaf = true)],
    ["no client can be made", (redis: FakeRedis) => void (redis.fault = new Error("no client"))],
  ])("%s", async (_what, set) => {
    const { clock, opened: opening, redis, told } = scene(set);
    await clock.run(9_999);
    expect(redis.attempts).toBeGreaterThan(2);
    await clock.run(1);
    await expect(opening).rejects.toThrow(EngineError);
    await expect(opening).rejects.toThrow("Redis was not found within 10000 ms.");
    expect([redis.open, clock.pending, told]).toEqual([0, 0, []]);
  });
});

test("a Redis that is found late is no engine that was away", async () => {
  const refusal = new Error("ECONNREFUSED");
  const { clock, opened: opening, redis, told } = scene((one) => (one.refusal = refusal));
  await clock.run(5_000);
  redis.refusal = undefined;
  await clock.run(1_000);
  await opening;
  expect(told).toEqual([]);
});

test("a connection that is there only after it was given up is ended", async () => {
  const { clock, opened: opening, redis } = scene((one) => (one.isSlow = true));
  await clock.run(10_000);
  await expect(opening).rejects.toThrow(EngineError);
  expect(redis.dialled.length).toBeGreaterThan(4);
  redis.dial();
  await clock.run();
  expect([redis.open, clock.pending]).toEqual([0, 0]);
});

test("a session has two connections, and leaves none", async () => {
  const { clock, redis, session } = await opened();
  expect(redis.open).toBe(2);
  await session.close();
  await session.close();
  expect([redis.open, clock.pending]).toEqual([0, 0]);
});

describe("a session that was open", () => {
  test("is away at once when a connection ends, and back with all its channels", async () => {
    const { clock, redis, session, told } = await opened();
    await session.subscribe("a");
    await session.subscribe("b");
    await session.unsubscribe("b");
    redis.cut(new Error("Socket closed"));
    expect(told).toEqual(["down Error: Socket closed"]);
    await expect(session.publish({ channel: "a", payload: "p", time: 1 })).rejects.toThrow(
      "Redis is away.",
    );
    await expect(session.subscribe("c")).rejects.toThrow(EngineError);
    await clock.run(100);
    expect(told.at(-1)).toBe("up");
    expect(redis.channels()).toEqual(["a"]);
    redis.tell("a", "e 1 5 one");
    expect(told.at(-1)).toBe("a 1 one");
  });

  test("tells nothing live before it is back, as a server that was set back could seem to go on", async () => {
    const { clock, redis, session, told } = await opened();
    await session.subscribe("a");
    redis.tell("a", "e 110 5 before");
    redis.isDeaf = true;
    redis.cut(new Error("Socket closed"));
    await clock.run(100);
    expect(redis.channels()).toEqual(["a"]);
    for (const text of ["e 101 6 another", "e 111 6 another"]) redis.tell("a", text);
    expect(told).toEqual(["a 110 before", "down Error: Socket closed"]);
    redis.isDeaf = false;
    await clock.run(10_000);
    redis.tell("a", "e 112 7 later");
    expect(told.slice(2)).toEqual(["up", "a 112 later"]);
  });

  test("is away within six seconds when it hears nothing", async () => {
    const { clock, redis, told } = await opened();
    await clock.run(60_000);
    expect(told).toEqual([]);
    redis.isDeaf = true;
    await clock.run(6_000);
    expect(told).toEqual([
      "down Error: What the session told itself over Redis did not come back.",
    ]);
    redis.isDeaf = false;
    await clock.run(5_000);
    expect(told.at(-1)).toBe("up");
  });

  test("is away with its reason when nothing can be written", async () => {
    const { clock, redis, told } = await opened();
    redis.scripts = new Error("OOM command not allowed");
    await clock.run(6_000);
    expect(told).toEqual(["down Error: OOM command not allowed"]);
  });

  test("leaves a channel also when it is left while Redis is away", async () => {
    const { clock, redis, session } = await opened();
    await session.subscribe("a");
    redis.cut(new Error("Socket closed"));
    await session.unsubscribe("a");
    await clock.run(100);
    expect(redis.channels()).toEqual([]);
  });

  test("refuses what is too much for a Redis that does not answer", async () => {
    const { redis, session } = await opened();
    redis.isSilent = true;
    const all = Array.from({ length: 20_001 }, () =>
      session.publish({ channel: "a", payload: "p", time: 1 }),
    );
    await expect(all.at(-1)).rejects.toThrow("Redis has not answered 20000 commands.");
    const ends = Promise.allSettled(all);
    await session.close();
    expect((await ends).every(({ status }) => status === "rejected")).toBe(true);
  });

  test("is told nothing that no engine has written", async () => {
    const { redis, session, told } = await opened();
    await session.subscribe("a");
    for (const text of ["", "hello", "e 0 1 x", "e 1 x"]) redis.tell("a", text);
    expect(told).toEqual([]);
  });

  test("subscribes once for two who ask at once, and both wait for it", async () => {
    const { redis, session } = await opened();
    await Promise.all([session.subscribe("a"), session.subscribe("a")]);
    expect(redis.subscribes.filter((name) => name.endsWith(":live:a")).length).toBe(1);
  });

  test("reads no position before a channel is told that was left and taken up again", async () => {
    const { clock, redis, session } = await opened();
    await session.subscribe("a");
    redis.isSilent = true;
    redis.done.length = 0;
    const left = session.unsubscribe("a");
    const first = session.subscribe("a");
    redis.answer(1);
    await clock.run();
    const second = session.subscribe("a");
    await clock.run();
    redis.answer();
    await Promise.all([left, first, second]);
    expect(redis.done).toEqual(["unsubscribe", "subscribe", "top", "top"]);
    expect(redis.channels()).toEqual(["a"]);
  });

  describe.each([false, true])("over a client of a cluster: %s", (isCluster) => {
    test("has no channel any more that was left while it was subscribed", async () => {
      const { clock, redis, session } = await opened((one) => (one.isCluster = isCluster));
      const joining = session.subscribe("a");
      await session.unsubscribe("a");
      await joining;
      await clock.run();
      expect(redis.channels()).toEqual([]);
    });

    test("has a channel that was left and taken up again while it was subscribed", async () => {
      const { clock, redis, session, told } = await opened((one) => (one.isCluster = isCluster));
      const joining = session.subscribe("a");
      await session.unsubscribe("a");
      await Promise.all([joining, session.subscribe("a")]);
      await clock.run();
      expect(redis.channels()).toEqual(["a"]);
      redis.tell("a", "e 1 5 one");
      expect(told).toEqual(["a 1 one"]);
    });
  });

  test("has no channel any more that was left while its partition was subscribed to again", async () => {
    const { clock, redis, session } = await opened((one) => (one.isCluster = true));
    await session.subscribe("a");
    redis.receivers = 0;
    redis.isSilent = true;
    await clock.run(2_000);
    redis.subscribes.length = 0;
    // The beats are answered: nobody was told.
    redis.answer(2);
    await clock.run();
    const leaving = session.unsubscribe("a");
    redis.receivers = 1;
    redis.answer();
    await Promise.all([leaving, clock.run()]);
    expect(redis.subscribes.some((name) => name.endsWith(":live:a"))).toBe(true);
    expect(redis.channels()).toEqual([]);
  });

  test("may be closed by who is told that Redis is away, and then waits for nothing", async () => {
    const clock = new ManualClock();
    const redis = new FakeRedis();
    const opening = redisEngine(redis.client, { clock }).open({
      message: () => {},
      status: () => void session.close(),
      top: () => {},
    });
    await clock.run();
    const session = await opening;
    redis.cut(new Error("Socket closed"));
    expect([redis.open, clock.pending]).toEqual([0, 0]);
  });

  test("does not have a channel that Redis has refused", async () => {
    const { redis, session, told } = await opened();
    redis.noSubscriptions = new Error("NOPERM no");
    await expect(session.subscribe("a")).rejects.toThrow("the user may not do it");
    redis.noSubscriptions = undefined;
    await session.subscribe("a");
    redis.tell("a", "e 1 5 one");
    expect(told).toEqual(["a 1 one"]);
  });

  test("sends a script again whose text Redis has forgotten", async () => {
    const { redis, session } = await opened();
    redis.forgets = true;
    const { position } = await session.publish({ channel: "a", payload: "p", time: 1 });
    expect(position.offset).toBe(1);
  });

  test("refuses everything after its end", async () => {
    const { session } = await opened();
    await session.close();
    const calls = [
      () => session.publish({ channel: "a", payload: "p", time: 1 }),
      () => session.subscribe("a"),
      () => session.read("a", { last: 1 }),
    ];
    for (const call of calls)
      await expect(call()).rejects.toThrow("The session of the engine is closed.");
    await session.unsubscribe("a");
  });
});
