// The engine over Redis keeps the laws of engines on a real cluster, also while its slots are moved.
import { Hub } from "@skep/hub";
import { redisEngine } from "@skep/hub/redis";
import { testEngine } from "@skep/testing";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isForPage } from "../support/engines/fault-table.ts";
import { RedisClusterBroker } from "../support/engines/redis-broker.ts";
import { redisClusterFaults } from "../support/engines/redis-faults.ts";
import { RedisCluster } from "../support/engines/redis-cluster.ts";
import { RedisSubject } from "../support/engines/redis-subject.ts";
import { testFaults } from "../support/engines/test-faults.ts";
import { describeServer } from "../support/packages.ts";
import { eventually } from "../support/stage.ts";

/** Each channel has a slot that is moved, which takes its time. */
const OPTIONS = isForPage ? {} : { channels: 5 };

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

  test("a subscription that the client has lost on the way to another node is taken up again", async () => {
    const client = cluster.client();
    const made: { sUnsubscribe(names: string[]): Promise<unknown> }[] = [];
    const duplicate = (overrides?: object): unknown => {
      const own = client.duplicate(overrides) as (typeof made)[number];
      made.push(own);
      return own;
    };
    const kept = Object.create(client, { duplicate: { value: duplicate } }) as typeof client;
    const told: string[] = [];
    const session = await redisEngine(kept, { prefix: "lost" }).open({
      message: ({ payload }) => told.push(payload),
      status: (status) => told.push(status),
      top: (_channel, { offset }) => told.push(`top ${offset}`),
    });
    const publish = (payload: string) => session.publish({ channel: "c", payload, time: 1 });
    await session.subscribe("c");
    const names = (await cluster.liveNames()).filter((name) => name.startsWith("{lost:"));
    for (const name of names) await made[1]?.sUnsubscribe([name]);
    await publish("one");
    await eventually(async () => {
      await publish("later");
      return told.includes("later");
    });
    expect(names.length).toBeGreaterThan(1);
    expect(told).not.toContain("down");
    await session.close();
  });

  test("a channel that is left while it is taken up is told to nobody", async () => {
    const session = await redisEngine(cluster.client(), { prefix: "left" }).open({
      message: () => {},
      status: () => {},
      top: () => {},
    });
    const names = Array.from({ length: 100 }, (_, at) => `c${at}`);
    const live = async (): Promise<number> =>
      (await cluster.liveNames()).filter((name) => /^.left:.*:live:/.test(name)).length;
    const joinAndLeave = (name: string): Promise<unknown>[] => [
      session.subscribe(name),
      session.unsubscribe(name),
    ];
    await Promise.all(names.flatMap(joinAndLeave));
    await eventually(async () => (await live()) === 0);
    await Promise.all(names.flatMap((name) => [...joinAndLeave(name), session.subscribe(name)]));
    expect(await live()).toBe(100);
    await session.close();
  });

  test("a hub with a client of one server is not begun at a node", async () => {
    const [node] = cluster.nodes;
    const hub = new Hub({ engine: redisEngine(createClient({ url: node?.url ?? "" })) });
    await expect(hub.listen({ port: 0 })).rejects.toThrow(/client.*createCluster/);
    await expect(hub.ready).rejects.toThrow(/client.*createCluster/);
    await hub.close();
  });

  describe("hubs miss nothing in silence where", () => {
    const start = async (): Promise<RedisClusterBroker> => new RedisClusterBroker(cluster);
    testFaults("Redis Cluster", redisClusterFaults, start, OPTIONS);
  });
});
