// What can go wrong with Redis, and between it and hubs.
import type { Fault } from "./fault-run.ts";
import type { RedisBroker, RedisClusterBroker } from "./redis-broker.ts";
import type { RedisCluster } from "./redis-cluster.ts";
import type { RedisServer } from "./redis-server.ts";
import { serverFaults, silence } from "./server-faults.ts";

export const redisFaults: readonly Fault<RedisBroker>[] = [
  {
    name: "the connections for subscriptions are killed",
    deafens: 3,
    async run({ server }, { published }) {
      for (let count = 0; count < 3; count++) {
        await server.ask("CLIENT", "KILL", "TYPE", "pubsub");
        await published(100);
      }
    },
  },
  {
    name: "the connections for commands are killed",
    deafens: 3,
    async run({ server }, { published }) {
      await server.ask("CLIENT", "KILL", "TYPE", "normal");
      await published(100);
    },
  },
  {
    name: "a burst is more than the output buffer of subscriptions takes",
    deafens: 3,
    async run({ server }, { published }) {
      await server.ask("CONFIG", "SET", "client-output-buffer-limit", "pubsub 262144 0 0");
      await burst(server);
      await published(100);
    },
  },
  {
    name: "everything is flushed",
    tells: ["epoch"],
    async run({ server }) {
      await server.ask("FLUSHALL");
    },
  },
  ...serverFaults("epoch"),
];

export const redisClusterFaults: readonly Fault<RedisClusterBroker>[] = [
  {
    name: "the slots of all channels are moved to other nodes",
    async run({ cluster }, { published }) {
      await cluster.aged();
      await published(100);
      for (const slot of await cluster.liveSlots()) await cluster.move(slot, SHORT_MOVE);
    },
  },
  {
    name: "the move of a slot takes a while",
    async run({ cluster }, { published }) {
      await cluster.aged();
      await published(100);
      const [slot] = await cluster.liveSlots();
      await cluster.move(slot, LONG_MOVE);
    },
  },
  {
    name: "a node is killed, and is back empty",
    deafens: 3,
    tells: ["epoch"],
    async run({ cluster }) {
      await (await nodeInUse(cluster)).restartEmpty();
      await cluster.formed();
    },
  },
  {
    name: "a node is stopped for a while",
    deafens: 3,
    async run({ cluster }, moments) {
      const node = await nodeInUse(cluster);
      node.pause();
      await silence(moments, 3);
      node.resume();
      await cluster.formed();
    },
  },
];

/** One that has a channel, which all hubs have. */
async function nodeInUse(cluster: RedisCluster): Promise<RedisServer> {
  const [slot] = await cluster.liveSlots();
  return await cluster.ownerOf(slot);
}

/** Milliseconds between a channel and the next key of its slot: so long its messages are taken by a server that tells nobody of them. */
const SHORT_MOVE = 30;
const LONG_MOVE = 5_000;

/** Three megabytes at once, on each channel that is told. It is nothing that an engine has written, so that nobody is delivered any of it. */
async function burst(server: RedisServer): Promise<void> {
  const channels = (await server.ask("PUBSUB", "SHARDCHANNELS")) as string[];
  const live = channels.filter((name) => name.includes(":live:"));
  await server.ask("EVAL", BURST, "0", ...live);
}

const BURST = `
local text = string.rep('x', 30000)
for _, name in ipairs(ARGV) do for _ = 1, 100 do redis.call('SPUBLISH', name, text) end end
`;
