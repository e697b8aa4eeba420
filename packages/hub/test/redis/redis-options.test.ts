// The options of the engine over Redis are checked before anything is opened.

import { ConfigError } from "@skep/core/base";
import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { redisEngine } from "../../src/redis/redis-engine.ts";
import { fillRedisOptions } from "../../src/redis/redis-options.ts";
import { endClient, ownClient } from "../../src/redis/redis-client.ts";

const client = { duplicate: () => client };

test.each([
  [{ prefix: "" }, "prefix"],
  [{ prefix: "a{b}" }, "prefix"],
  [{ prefix: "a b" }, "prefix"],
  [{ prefix: 5 }, "prefix"],
  [{ channelTtl: 59_999 }, "channelTtl"],
  [{ channelTtl: 60_000.5 }, "channelTtl"],
  [{ trustPersistence: "yes" }, "trustPersistence"],
  [{ topInterval: 99 }, "topInterval"],
  [{ clock: {} }, "clock"],
  [{ random: 0.5 }, "random"],
  [{ keys: 5 }, "keys"],
])("%j is refused, by the name %s", (options, name) => {
  const make = () => redisEngine(client, options as never);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(name);
});

test("a client is something that can be duplicated", () => {
  for (const none of [undefined, null, {}, "redis://127.0.0.1"])
    expect(() => redisEngine(none as never)).toThrow(/client.*duplicate/);
  expect(redisEngine(client, {}).name).toBe("redis");
});

test("a process that waits for a Redis that is away is not over", () => {
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const timer = fillRedisOptions(client, {}).clock.schedule(60_000, () => {});
  const during = timers();
  timer.cancel();
  expect(during).toBe(before + 1);
});

test("a client that gives keys other names is refused, as channels would not have them", () => {
  const given = { ...client, options: { keyPrefix: "app:" } };
  expect(() => redisEngine(given)).toThrow(/client.*without keyPrefix/);
  const cluster = { ...client, nodeByAddress: new Map(), _options: { keyPrefix: "app:" } };
  expect(() => redisEngine(cluster)).toThrow(/client.*without keyPrefix/);
});

test("hubs of several databases are kept apart, as sharded channels are not", () => {
  const prefixOf = (options: object): string =>
    fillRedisOptions({ ...client, ...{ options } }, { prefix: "app" }).prefix;
  expect([prefixOf({}), prefixOf({ database: 0 }), prefixOf({ database: 3 })]).toEqual([
    "app",
    "app",
    "app/3",
  ]);
});

/** What `duplicate` is told. */
function overridesOf(given: object): Record<string, unknown> {
  let told: object = {};
  ownClient({ ...given, duplicate: (overrides: object = {}) => (told = overrides) }, 2_000);
  return told as Record<string, unknown>;
}

test("a connection of the engine keeps where it goes to, queues nothing and does not connect again by itself", () => {
  const told = overridesOf({ options: { socket: { host: "far", port: 5, reconnectStrategy: 9 } } });
  expect(told).toMatchObject({ disableOfflineQueue: true, commandOptions: { timeout: undefined } });
  expect(told["socket"]).toEqual({
    host: "far",
    port: 5,
    reconnectStrategy: false,
    connectTimeout: 2_000,
  });
});

test("a connection of the engine is not ended between two beats, nor as a ping of the application's settings was refused", () => {
  const set = { pingInterval: 1_000, socket: { socketTimeout: 500 } };
  const unset = { pingInterval: undefined, socket: { socketTimeout: undefined } };
  expect(overridesOf({ options: set })).toMatchObject(unset);
  const told = overridesOf({ nodeByAddress: new Map(), _options: { defaults: set } });
  expect(told["defaults"]).toMatchObject(unset);
});

test("a client of a cluster that is ended ends the nodes that it was just connecting to", async () => {
  const ended: string[] = [];
  const opening = (name: string) => Promise.resolve({ destroy: () => ended.push(name) });
  const nodeByAddress = new Map<string, object>([
    [
      "a",
      { connectPromise: opening("a"), pubSub: { connectPromise: opening("subscriptions of a") } },
    ],
    ["b", { connectPromise: Promise.reject(new Error("ECONNREFUSED")) }],
    ["c", {}],
  ]);
  const told: (() => void)[] = [];
  const destroy = () => {
    ended.push("client");
    nodeByAddress.clear();
  };
  const on = (_event: string, hear: () => void) => told.push(hear);
  endClient({ nodeByAddress, destroy, on } as never);
  await new ManualClock().settle();
  expect(ended).toEqual(["client", "a", "subscriptions of a"]);
  // One that it has begun meanwhile is there.
  told[0]?.();
  expect(ended.at(-1)).toBe("client");
});

test("so does each connection to a node of a cluster", () => {
  const defaults = { password: "p", socket: { tls: true } };
  const told = overridesOf({ nodeByAddress: new Map(), _options: { defaults } });
  expect(told["defaults"]).toMatchObject({
    password: "p",
    disableOfflineQueue: true,
    socket: { tls: true, reconnectStrategy: false, connectTimeout: 2_000 },
  });
  expect(told).toMatchObject({ useReplicas: false, commandOptions: { timeout: undefined } });
});
