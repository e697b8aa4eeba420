// E1: what an engine over a broker costs beside the client that it stands on.

import { runClient, startServer } from "../processes.mjs";

const BROKERS = ["redis", "nats"];
const bare = (broker) => `${broker}: the same commands by its client`;
const ours = (broker) => `skep: the engine over ${broker}`;

export const hubEngines = {
  name: "hub-engines",
  title: "Engines over Redis and NATS",
  says:
    "One session publishes 40,000 messages of 200 bytes with a key each to 100 channels, 1,000 of them under way at once, to a broker on the same machine. " +
    "Beside it the client of the broker does the same commands, which were written down before. Then one message after the other is " +
    "published to a channel that the session is told of; what passes until it is told is counted in round trips of the client, which is a ping and its answer.",
  variants: BROKERS.flatMap((broker) => [
    { name: bare(broker), broker, way: "bare" },
    { name: ours(broker), broker, way: "engine", baseline: bare(broker) },
  ]),
  baseline: bare("redis"),
  columns: [
    { key: "perSecond", label: "acknowledged a second" },
    { key: "latency", label: "until it is told, us" },
    { key: "trip", label: "round trip, us" },
    { key: "trips", label: "round trips", digits: 2 },
  ],
  ratios: [{ key: "perSecond", by: "paired", label: "publishes, ratio" }],
  targets: BROKERS.flatMap((broker) => [
    {
      id: "E1",
      says: `publishes a second through the engine over ${broker}, to those of its client with the same commands`,
      least: 0.8,
      value: (figures) => figures.ratio(ours(broker), "perSecond", bare(broker)),
    },
    {
      id: "E1",
      says: `a message of ${broker} is told after at most two round trips`,
      most: 2,
      value: (figures) => figures.median(ours(broker), "trips"),
    },
  ]),
  rounds: 5,
  prepare,
  measure: ({ broker, way }, { ports }) =>
    runClient("clients/engine.mjs", { broker, way, port: ports[broker] }),
};

async function prepare() {
  const servers = await Promise.all(
    BROKERS.map((broker) => startServer("servers/broker.mjs", [broker])),
  );
  return {
    ports: Object.fromEntries(BROKERS.map((broker, at) => [broker, servers[at].port])),
    async stop() {
      for (const { child } of servers) child.disconnect();
    },
  };
}
