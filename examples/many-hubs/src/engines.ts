// The one line that changes: which engine a hub has.

import { connect } from "@nats-io/transport-node";
import type { Engine } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";
import { redisEngine } from "@skep/hub/redis";
import { createClient } from "redis";
import type { EngineName } from "./arguments.ts";

export async function openEngine(engine: EngineName, port: number): Promise<Engine> {
  if (engine === "nats") {
    const servers = `127.0.0.1:${port}`;
    return natsEngine(
      await connect({ servers, maxReconnectAttempts: -1, waitOnFirstConnect: true }),
    );
  }
  return redisEngine(createClient({ url: `redis://127.0.0.1:${port}`, disableOfflineQueue: true }));
}
