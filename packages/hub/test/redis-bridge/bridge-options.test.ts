// The options of the bridge: what cannot be is an error that names it.

import { ConfigError } from "@skep/core/base";
import { expect, test } from "vitest";
import { redisBridge } from "../../src/redis-bridge/redis-bridge.ts";

const client = { duplicate: () => ({}) };

test.each([
  ["client", () => redisBridge(undefined as never)],
  ["client", () => redisBridge({ nodeByAddress: {}, ...client } as never)],
  ["prefix", () => redisBridge(client, { prefix: "" })],
  ["prefix", () => redisBridge(client, { prefix: "a b" })],
  ["prefix", () => redisBridge(client, { prefix: "x:channel" })],
  ["prefix", () => redisBridge(client, { prefix: "x*" })],
  ["clock", () => redisBridge(client, { clock: {} as never })],
  ["logger", () => redisBridge(client, { logger: {} as never })],
  ["random", () => redisBridge(client, { random: 4 as never })],
  ["prefx", () => redisBridge(client, { prefx: "x" } as object)],
])("%s is refused", (path, make) => {
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(expect.objectContaining({ path }));
});

test("an engine says its name, and what it does not promise", () => {
  expect(redisBridge(client)).toMatchObject({ name: "redis bridge", delivery: "at-most-once" });
});
