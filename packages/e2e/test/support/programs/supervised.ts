// A program that is one tree: a hub, a server, a pool and two processes, until a signal ends it. It says what happens to its children.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Hub } from "@skep/hub";
import {
  fromHub,
  fromPool,
  fromServer,
  type ManagedWorker,
  runUntilSignal,
  Supervisor,
} from "@skep/supervise";
import { ProcessWorker } from "@skep/supervise/process";
import { Pool } from "skep";
import { job, say } from "./say.ts";

interface Job {
  /** What the two processes run. */
  readonly script: string;
  /** How long the tree has to end after a signal. */
  readonly timeout: number;
}

const { script, timeout } = job<Job>();

let server: Server | undefined;
let port = 0;

async function openHub(): Promise<Hub> {
  const hub = new Hub({ namespaces: { room: { publish: true } } });
  await hub.ready;
  hub.attach(server as Server, { path: "/hub" });
  return hub;
}

function openServer(): Server {
  server = createServer((_, response) => response.end("here"));
  return server.listen(port, "127.0.0.1");
}

async function openPool(): Promise<Pool> {
  const pool = new Pool();
  const peer = pool.connect(`ws://127.0.0.1:${port}/hub`);
  await peer.whenConnected();
  return pool;
}

const processWorker = (name: string): ManagedWorker =>
  new ProcessWorker(name, "sh", ["-c", script]);

const tree = new Supervisor({
  name: "shop",
  strategy: "rest-for-one",
  children: [
    {
      name: "server",
      worker: (name) => fromServer(name, openServer),
      ready: async () => {
        if (server?.listening !== true) await once(server as Server, "listening");
        ({ port } = (server as Server).address() as AddressInfo);
      },
    },
    { name: "hub", worker: (name) => fromHub(name, openHub) },
    { name: "pool", worker: (name) => fromPool(name, openPool) },
    { name: "one", worker: processWorker },
    { name: "two", worker: processWorker },
  ],
});

tree.addEventListener("started", ({ record }) => {
  const { pid } = tree.child(record.child).state() ?? {};
  say({ started: record.child, instance: record.instance, pid, port });
});
tree.addEventListener("exited", ({ record }) => {
  const { signal, status } = record.report;
  say({ exited: record.child, status, signal });
});
tree.addEventListener("status", ({ record }) => {
  if (record.path.length === 0) say({ tree: record.status });
});

const code = await runUntilSignal(tree, { timeout });
say({ code });
process.exit(code);
