// The engine over Redis keeps the laws of engines, on a real server that is stopped, set back and emptied.
import { testEngine } from "@skep/testing";
import { afterAll, beforeAll, test } from "vitest";
import { RedisServer } from "../support/engines/redis-server.ts";
import { RedisSubject } from "../support/engines/redis-subject.ts";
import { describeServer } from "../support/packages.ts";

describeServer("redis-server", ["redis-server"], () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(() => server.end());

  testEngine({
    name: "an engine over Redis",
    test,
    engine: () => new RedisSubject(server),
    capabilities: { loses: true, restores: true, cuts: true, stalls: true, time: true },
    timeout: 15_000,
  });
});
