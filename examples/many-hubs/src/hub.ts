// A hub as a process: `hub.js ENGINE BROKER_PORT PORT`. It tells how it is once in a while, a line of JSON each, and ends by a signal.

import { Hub } from "@skep/hub";
import { fromHub, runUntilSignal } from "@skep/supervise";
import type { EngineName } from "./arguments.ts";
import { openEngine } from "./engines.ts";
import type { HubReport } from "./hub-report.ts";

const [, , engine, brokerPort, port] = process.argv;

async function open(): Promise<Hub> {
  const hub = new Hub({
    engine: await openEngine(engine as EngineName, Number(brokerPort)),
    namespaces: { room: { publish: true, history: { messages: 1_000, age: 600_000 } } },
  });
  hub.addEventListener("error", ({ error }) => console.error(String(error)));
  hub.addEventListener("status", () => tell(hub));
  await hub.listen({ port: Number(port), host: "127.0.0.1" });
  setInterval(() => tell(hub), 500).unref();
  tell(hub);
  return hub;
}

function tell(hub: Hub): void {
  const report: HubReport = { status: hub.status, clients: hub.stats().clients };
  console.log(JSON.stringify(report));
}

process.exitCode = await runUntilSignal(fromHub("hub", open, { drain: 1_000 }), { timeout: 5_000 });
process.exit();
