// Hubs over a real Redis, and over a real cluster, to which one fault after the other is done by chance. SKEP_FAULT_SEEDS says how many seeds, SKEP_SEED the first.
import { afterAll, beforeAll, expect, test } from "vitest";
import { complaintsOf, runFault } from "../support/engines/fault-run.ts";
import { RedisBroker, RedisClusterBroker } from "../support/engines/redis-broker.ts";
import { redisChance, redisClusterChance } from "../support/engines/redis-chance.ts";
import { RedisCluster } from "../support/engines/redis-cluster.ts";
import { RedisServer } from "../support/engines/redis-server.ts";
import { tellFigure } from "../support/figure.ts";
import { describeServer } from "../support/packages.ts";

const FIRST = Number(process.env["SKEP_SEED"] ?? 1);
const SEEDS = Array.from(
  { length: Number(process.env["SKEP_FAULT_SEEDS"] ?? 1) },
  (_, at) => FIRST + at,
);

/** Faults of one run; more in a search. */
const FAULTS = SEEDS.length > 1 ? 25 : 3;

/** The seeds that a cluster is led through, too. */
const IN_CLUSTER = SEEDS.length > 1 ? SEEDS : [];

/** Few messages before and behind them, as there are enough in between. */
const OPTIONS = { channels: 9, messages: 100 };

describeServer("faults of redis-server by chance", ["redis-server"], () => {
  let server: RedisServer;
  let cluster: RedisCluster | undefined;

  beforeAll(async () => {
    server = await RedisServer.start();
    if (IN_CLUSTER.length > 0) cluster = await RedisCluster.start();
  });

  afterAll(() => Promise.all([server.end(), cluster?.end()]));

  test.each(SEEDS)("leave no hole in silence, by seed %i", { timeout: 300_000 }, async (seed) => {
    const trustPersistence = seed % 2 === 0;
    const broker = new RedisBroker(server, { trustPersistence });
    try {
      const report = await runFault(broker, redisChance(seed, FAULTS), OPTIONS);
      tellFigure(`seed ${seed}: ${JSON.stringify(report)}`);
      expect(complaintsOf(report)).toEqual([]);
    } finally {
      await broker.end();
    }
  });

  // A cluster takes as long again.
  test.each(IN_CLUSTER)("nor in a cluster, by seed %i", { timeout: 300_000 }, async (seed) => {
    const broker = new RedisClusterBroker(cluster as RedisCluster);
    const report = await runFault(broker, redisClusterChance(seed, FAULTS), OPTIONS);
    tellFigure(`seed ${seed}: ${JSON.stringify(report)}`);
    expect(complaintsOf(report)).toEqual([]);
  });
});
