// Hubs over a real Redis, and over a real cluster, to which one fault after the other is done by chance. SKEP_FAULT_SEEDS says how many seeds, SKEP_SEED the first.
import { afterAll, beforeAll, describe } from "vitest";
import { RedisBroker, RedisClusterBroker } from "../support/engines/redis-broker.ts";
import { redisChance, redisClusterChance } from "../support/engines/redis-chance.ts";
import { RedisCluster } from "../support/engines/redis-cluster.ts";
import { testFaults } from "../support/engines/test-faults.ts";
import { describeServer } from "../support/packages.ts";

const FIRST = Number(process.env["SKEP_SEED"] ?? 1);
const SEEDS = Array.from(
  { length: Number(process.env["SKEP_FAULT_SEEDS"] ?? 1) },
  (_, at) => FIRST + at,
);

/** A search draws more faults for a run, and leads a cluster through them, too. */
const IS_SEARCH = SEEDS.length > 1;
const FAULTS = IS_SEARCH ? 25 : 3;

/** Few messages before and behind them, as there are enough in between. */
const OPTIONS = { channels: 9, messages: 100 };

const describeLong = (name: string, tests: () => void): void =>
  void describe(name, { timeout: 300_000 }, tests);

const describeChance = (name: string, tests: () => void): void =>
  describeServer(name, ["redis-server"], tests, describeLong);

describeChance("hubs over redis-server miss nothing in silence under", () => {
  for (const seed of SEEDS)
    testFaults(
      "Redis",
      [redisChance(seed, FAULTS)],
      () => RedisBroker.start({ trustPersistence: seed % 2 === 0 }),
      OPTIONS,
    );
});

if (IS_SEARCH)
  describeChance("hubs over a cluster of redis-server miss nothing in silence under", () => {
    let cluster: RedisCluster;

    beforeAll(async () => {
      cluster = await RedisCluster.start();
    });

    afterAll(() => cluster.end());

    const faults = SEEDS.map((seed) => redisClusterChance(seed, FAULTS));
    testFaults("Redis Cluster", faults, async () => new RedisClusterBroker(cluster), OPTIONS);
  });
