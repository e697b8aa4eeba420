// The engine over Redis keeps the laws of engines on a real cluster, also while its slots are moved.
import { testEngine } from "@skep/testing";
import { afterAll, beforeAll, test } from "vitest";
import { RedisCluster } from "../support/engines/redis-cluster.ts";
import { RedisSubject } from "../support/engines/redis-subject.ts";
import { describeServer } from "../support/packages.ts";

describeServer("a cluster of redis-server", ["redis-server"], () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await RedisCluster.start();
  });

  afterAll(() => cluster.end());

  testEngine({
    name: "an engine over Redis Cluster",
    test,
    engine: () => new RedisSubject(cluster),
    capabilities: { loses: true, restores: true, cuts: true, stalls: true, time: true },
    timeout: 15_000,
  });
});
