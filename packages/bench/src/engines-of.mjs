// The engines of two hubs behind one broker, each with connections of its own; without a broker both are one in memory.

import process from "node:process";
import { connect } from "@nats-io/transport-node";
import { memoryEngine } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";
import { redisEngine } from "@skep/hub/redis";
import { createClient } from "redis";

const makers = {
  redis: (port, options) =>
    redisEngine(createClient({ url: `redis://127.0.0.1:${port}` }), options),
  nats: async (port, options) =>
    natsEngine(await connect({ port, maxReconnectAttempts: -1 }), options),
};

/** Channels of an earlier run are not theirs. */
export async function enginesOf(broker, port) {
  if (broker === undefined) {
    const engine = memoryEngine();
    return [engine, engine];
  }
  const options = { prefix: `bench${process.pid}` };
  return [await makers[broker](port, options), await makers[broker](port, options)];
}
