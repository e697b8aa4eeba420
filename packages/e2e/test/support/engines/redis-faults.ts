// What can go wrong with Redis, and between it and hubs.
import type { Fault } from "./fault-run.ts";
import { isForPage } from "./fault-table.ts";
import type { RedisBroker, RedisClusterBroker } from "./redis-broker.ts";
import type { RedisServer } from "./redis-server.ts";

/** Milliseconds of a silence that a hub has to notice; longer for the page. */
const SILENCE = isForPage ? 20_000 : 7_500;

/** Milliseconds in which all clients are back. */
const COMING_BACK = 2_000;

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
      await server.ask("CONFIG", "SET", "client-output-buffer-limit", "pubsub 32mb 8mb 60");
    },
  },
  {
    name: "everything is flushed",
    async run({ server }) {
      await server.ask("FLUSHALL");
    },
  },
  {
    name: "the server is killed, and is back empty",
    deafens: 3,
    async run({ server }) {
      await server.restartEmpty();
    },
  },
  {
    name: "the server is killed, and is back with an older snapshot",
    deafens: 3,
    async run({ server }, { away, back, cutClients, pass, published }) {
      await server.save();
      await published(200);
      away();
      await server.restore();
      back();
      cutClients();
      // They are told of the gap while others publish.
      await pass(COMING_BACK);
    },
  },
  {
    name: "the server is stopped for a while",
    deafens: 3,
    async run({ server }, { pass }) {
      server.pause();
      await pass(SILENCE);
      server.resume();
    },
  },
  {
    name: "one hub alone is cut off",
    deafens: 1,
    async run({ proxies }, { pass }) {
      proxies[1]?.swallow();
      await pass(SILENCE);
      proxies[1]?.pass();
    },
  },
];

export const redisClusterFaults: readonly Fault<RedisClusterBroker>[] = [
  {
    name: "the slots of all channels are moved to other nodes",
    async run({ cluster }, { pass }) {
      await pass(YOUNG);
      for (const slot of await cluster.liveSlots()) await cluster.move(slot, SHORT_MOVE);
    },
  },
  {
    name: "the move of a slot takes a while",
    async run({ cluster }, { pass }) {
      await pass(YOUNG);
      const [slot = 0] = await cluster.liveSlots();
      await cluster.move(slot, LONG_MOVE);
    },
  },
  {
    name: "a node is killed, and is back empty",
    deafens: 3,
    async run({ cluster }) {
      await cluster.nodes[1]?.restartEmpty();
      await cluster.formed();
    },
  },
  {
    name: "a node is stopped for a while",
    deafens: 3,
    async run({ cluster }, { back, pass }) {
      cluster.nodes[1]?.pause();
      await pass(SILENCE);
      cluster.nodes[1]?.resume();
      await cluster.formed();
      back();
    },
  },
];

/** What was written so soon after the start of a node may be from its disk: a channel goes on at another node only if it was written later. */
const YOUNG = 3_500;

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
