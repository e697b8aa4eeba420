// A node of a cluster of redis-server is replaced by its replica, which may not have all that was acknowledged, and is replaced by it in turn.
import type { Published } from "@skep/hub";
import { redisEngine } from "@skep/hub/redis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isMaster, isReplica, RedisCluster } from "../support/engines/redis-cluster.ts";
import type { RedisServer } from "../support/engines/redis-server.ts";
import { describeServer } from "../support/packages.ts";
import { eventually } from "../support/stage.ts";

const RETENTION = { messages: 100, age: 600_000 };

describeServer("a cluster of redis-server with a replica", ["redis-server"], () => {
  let cluster: RedisCluster;
  let master: RedisServer;
  let replica: RedisServer;

  beforeEach(async () => {
    cluster = await RedisCluster.start();
    const [first] = cluster.nodes;
    master = first as RedisServer;
    replica = await cluster.startReplica(master);
  });

  afterEach(async () => {
    await replica.end();
    await cluster.end();
  });

  test("gives channels another epoch with each failover, and its sessions hear what follows", async () => {
    const told: string[] = [];
    const session = await redisEngine(cluster.client(), { topInterval: 500 }).open({
      message: ({ epoch, payload }) => told.push(`${epoch} ${payload}`),
      status: () => {},
      top: () => {},
    });
    const channel = await channelAt(master);
    const publish = (payload: string): Promise<Published> =>
      session.publish({ channel, payload, time: Date.now(), retention: RETENTION });
    await session.subscribe(channel);

    /** Publishes until somebody takes it and the session is told, as on a cluster that finds a new master. */
    const goOn = async (payload: string): Promise<string> => {
      let epoch = "";
      await eventually(async () => {
        ({ epoch } = (await publish(payload).catch(() => undefined))?.position ?? { epoch });
        return told.includes(`${epoch} ${payload}`);
      });
      return epoch;
    };

    const before = await publish("before");
    await replica.ask("CLUSTER", "FAILOVER");
    await eventually(() => isMaster(replica));
    const second = await goOn("after a failover");
    await eventually(() => isReplica(master));
    await replica.kill();
    await eventually(() => isMaster(master));
    const third = await goOn("after another one");

    expect(new Set([before.position.epoch, second, third]).size).toBe(3);
    for (const after of [before.position, { epoch: second, offset: 1 }])
      expect(await session.read(channel, { after, limit: 10 })).toMatchObject({ gap: "epoch" });
    await session.close();
  });

  async function channelAt(node: RedisServer): Promise<string> {
    const session = await redisEngine(cluster.client()).open({
      message: () => {},
      status: () => {},
      top: () => {},
    });
    try {
      for (let at = 0; ; at++) {
        await session.publish({ channel: `c${at}`, payload: "", time: 1 });
        if (((await node.ask("KEYS", `*:log:c${at}`)) as string[]).length > 0) return `c${at}`;
      }
    } finally {
      await session.close();
    }
  }
});
