// The engine over Redis keeps the laws of engines on a real cluster, also while its slots are moved.
import { testEngine } from "@skep/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf, runFault } from "../support/engines/fault-run.ts";
import { keepReport } from "../support/engines/fault-table.ts";
import { RedisClusterBroker } from "../support/engines/redis-broker.ts";
import { redisClusterFaults } from "../support/engines/redis-faults.ts";
import { RedisCluster } from "../support/engines/redis-cluster.ts";
import { RedisSubject } from "../support/engines/redis-subject.ts";
import { tellFigure } from "../support/figure.ts";
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

  describe("hubs miss nothing in silence where", () => {
    test.each(redisClusterFaults.map((fault) => [fault.name, fault] as const))(
      "%s",
      async (name, fault) => {
        const report = await runFault(new RedisClusterBroker(cluster), fault);
        tellFigure(`${name}: ${JSON.stringify(report)}`);
        await keepReport("Redis Cluster", name, report);
        expect(complaintsOf(report, fault)).toEqual([]);
        expect(report.delivered).toBeGreaterThan(report.published);
      },
    );
  });
});
