// A session of the bridge, with clients that do what the test says.

import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { EngineError } from "../../src/errors.ts";
import { payloadOf } from "../../src/payload.ts";
import { redisBridge } from "../../src/redis-bridge/redis-bridge.ts";
import { FakePubSub } from "./support/fake-pub-sub.ts";

const SILENT = { message: () => {}, status: () => {}, top: () => {} };

const NAME = "ws:channel:a";
const SAID = '{"sourceId":"x","message":{"type":"event","data":1}}';
const REQUEST = { channel: "a", payload: payloadOf({ type: "event", json: "1" }), time: 5 };
const KEY = { text: "k", digest: "d", window: 60_000 };

async function opened(redis = new FakePubSub()) {
  const clock = new ManualClock();
  const told: string[] = [];
  const session = await redisBridge(redis.client, { clock, random: () => 0.5 }).open({
    message: ({ channel, offset }) => told.push(`${channel} ${offset}`),
    status: (status) => told.push(status),
    top: () => {},
  });
  return { clock, redis, session, told };
}

describe("a channel", () => {
  test("that is left and taken up again at once is told", async () => {
    const { redis, session, told } = await opened();
    await session.subscribe("a");
    await Promise.all([session.unsubscribe("a"), session.subscribe("a")]);
    redis.tell(NAME, SAID);
    expect(told).toEqual(["a 1"]);
    expect(redis.names()).toEqual([NAME]);
  });

  test("that two ask for at once is told once", async () => {
    const { redis, session, told } = await opened();
    await Promise.all([session.subscribe("a"), session.subscribe("a")]);
    redis.tell(NAME, SAID);
    expect(told).toEqual(["a 1"]);
  });

  test("that is left while Redis is away is not told any more when it is back", async () => {
    const { clock, redis, session } = await opened();
    await session.subscribe("a");
    redis.cut();
    await session.unsubscribe("a");
    redis.heal();
    await clock.run();
    expect(redis.names()).toEqual([]);
  });

  test("that was being left when Redis went away is not told any more when it is back", async () => {
    const { clock, redis, session } = await opened();
    await session.subscribe("a");
    const leaving = session.unsubscribe("a");
    redis.cut();
    await expect(leaving).rejects.toThrow(EngineError);
    redis.heal();
    await clock.run();
    expect(redis.names()).toEqual([]);
  });

  test("that cannot be subscribed to is an error of the engine", async () => {
    const { redis, session } = await opened();
    const joining = session.subscribe("a");
    redis.cut();
    await expect(joining).rejects.toThrow(EngineError);
  });
});

describe("Redis", () => {
  test("is away when a connection has ended, and not when a ping was refused", async () => {
    const { redis, session, told } = await opened();
    redis.clients[1]?.emit("error", new Error("BUSY Redis is busy running a script."));
    expect(told).toEqual([]);
    await session.publish(REQUEST);
    redis.cut();
    expect(told).toEqual(["down"]);
    redis.heal();
    expect(told).toEqual(["down", "up"]);
  });

  test("is told of behind a gap when it was not heard for a while", async () => {
    const { redis, session, told } = await opened();
    const after = await session.subscribe("a");
    const [, listening] = redis.clients;
    listening?.fail(new Error("Socket closed"));
    listening?.resubscribe();
    redis.tell(NAME, SAID);
    expect(told).toEqual(["down"]);
    listening?.begin();
    redis.tell(NAME, SAID);
    expect(told).toEqual(["down", "up", "a 1"]);
    expect((await session.read("a", { after, limit: 9 })).gap).toBe("epoch");
  });

  test("has told everything where it only took no publishes for a while", async () => {
    const { redis, session, told } = await opened();
    await session.subscribe("a");
    const [publishing] = redis.clients;
    publishing?.fail(new Error("Socket closed"));
    await expect(session.publish(REQUEST)).rejects.toThrow("Redis is away.");
    redis.tell(NAME, SAID);
    publishing?.begin();
    expect(told).toEqual(["down", "a 1", "up"]);
    const { top: after } = await session.read("a", { last: 1 });
    redis.tell(NAME, SAID);
    expect((await session.read("a", { last: 1 })).top).toMatchObject({
      epoch: after.epoch,
      offset: 2,
    });
  });

  test("is not there where a connection ends while the other one is opened", async () => {
    const redis = new FakePubSub();
    const { client } = redis;
    const duplicate = (): unknown => {
      const own = client.duplicate() as (typeof redis.clients)[number];
      const [publishing] = redis.clients;
      if (own !== publishing)
        own.connect = async () => {
          publishing?.fail(new Error("Socket closed"));
          own.begin();
        };
      return own;
    };
    await expect(redisBridge({ duplicate }).open(SILENT)).rejects.toThrow(
      "Redis cannot be reached.",
    );
    expect(redis.open).toBe(0);
  });

  test("has no connection that is there only after it was given up", async () => {
    const redis = new FakePubSub();
    const { client } = redis;
    let dial = (): void => {};
    const duplicate = (): unknown => {
      const own = client.duplicate() as (typeof redis.clients)[number];
      own.connect = async () => {
        if (redis.clients.length === 2 && own === redis.clients[0]) throw new Error("ECONNREFUSED");
        await new Promise<void>((resolve) => (dial = resolve));
        own.begin();
      };
      return own;
    };
    await expect(redisBridge({ duplicate }).open(SILENT)).rejects.toThrow(
      "Redis cannot be reached.",
    );
    dial();
    await new ManualClock().run();
    expect(redis.open).toBe(0);
  });
});

describe("a publish under a key", () => {
  test("that Redis has refused may be sent again", async () => {
    const { redis, session } = await opened();
    redis.refusal = new Error("BUSY Redis is busy running a script.");
    await expect(session.publish({ ...REQUEST, key: KEY })).rejects.toThrow("runs a script");
    redis.refusal = undefined;
    expect((await session.publish({ ...REQUEST, key: KEY })).outcome).toBe("published");
    expect((await session.publish({ ...REQUEST, key: KEY })).outcome).toBe("duplicate");
    expect(redis.published.length).toBe(1);
  });

  test("that Redis has not answered counts as done, as nobody knows whether it was", async () => {
    const { redis, session } = await opened();
    redis.refusal = "silent";
    const first = session.publish({ ...REQUEST, key: KEY });
    const second = session.publish({ ...REQUEST, key: KEY });
    redis.cut();
    await expect(first).rejects.toThrow("Redis has not answered a publish.");
    expect((await second).outcome).toBe("duplicate");
  });

  test("waits for the one before it, and is a conflict where that says something else", async () => {
    const { redis, session } = await opened();
    const other = { ...KEY, digest: "e" };
    const all = [KEY, KEY, other].map((key) => session.publish({ ...REQUEST, key }));
    expect((await Promise.all(all)).map(({ outcome }) => outcome)).toEqual([
      "published",
      "duplicate",
      "conflict",
    ]);
    expect(redis.published.length).toBe(1);
  });

  test("is remembered for its window, also where the clock of the system is set, and then forgotten", async () => {
    const { clock, redis, session } = await opened();
    await session.publish({ ...REQUEST, key: KEY });
    clock.wallJump(3_600_000);
    expect((await session.publish({ ...REQUEST, key: KEY })).outcome).toBe("duplicate");
    await clock.run(KEY.window);
    await session.publish({ ...REQUEST, key: KEY });
    expect(redis.published.length).toBe(2);
  });
});

test("the position of a publish is that of no channel, so that nobody goes on from it", async () => {
  const { session } = await opened();
  const begin = await session.subscribe("a");
  const { position } = await session.publish(REQUEST);
  expect(position.epoch).not.toBe(begin.epoch);
  expect((await session.read("a", { after: position, limit: 9 })).gap).toBe("epoch");
});

test("a session that is closed while Redis is away leaves no connection when that is back", async () => {
  const { redis, session, told } = await opened();
  await session.subscribe("a");
  redis.cut();
  await session.close();
  redis.heal();
  expect([redis.open, redis.names(), told]).toEqual([0, [], ["down"]]);
});

test("nothing is asked of a session that is closed", async () => {
  const { redis, session } = await opened();
  await session.subscribe("a");
  await session.close();
  await session.close();
  expect([redis.open, redis.names()]).toEqual([0, []]);
  for (const call of [
    () => session.publish({ ...REQUEST, key: KEY }),
    () => session.subscribe("a"),
    () => session.read("a", { last: 1 }),
  ])
    await expect(call()).rejects.toThrow("The session of the engine is closed.");
  await session.unsubscribe("a");
});
