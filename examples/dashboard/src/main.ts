// The dashboard: `node dist/main.js [--port NUMBER]`, until Ctrl-C.

import { parseArgs } from "node:util";
import { DashboardServer } from "./dashboard-server.ts";
import { Relay } from "./relay.ts";
import { WatchedPool } from "./watched-pool.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "8091" } } });

const relays = ["relay-a", "relay-b", "relay-c"].map((name) => new Relay(name));
await Promise.all(relays.map((relay) => relay.start()));
const pool = new WatchedPool(relays);
const server = new DashboardServer(relays, pool);

async function stop(): Promise<void> {
  server.close();
  await pool.close();
  await Promise.all(relays.map((relay) => relay.stop()));
}

process.once("SIGINT", () => void stop()).once("SIGTERM", () => void stop());
try {
  console.log(`The page: ${await server.listen(Number(values.port))}  (Ctrl-C ends it)`);
} catch (error) {
  console.error(`${(error as Error).message}\nTry another: --port NUMBER, or 0 for any.`);
  process.exitCode = 1;
  await stop();
}
