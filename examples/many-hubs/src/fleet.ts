// The tree of the example: a broker, its hubs, a balancer before them, and the crowd that uses them.

import { createServer } from "node:net";
import { once } from "node:events";
import {
  type ChildSpec,
  fromFunction,
  fromServer,
  type ManagedWorker,
  Supervisor,
} from "@skep/supervise";
import { ProcessWorker } from "@skep/supervise/process";
import { Manager } from "@skep/watch";
import type { FleetOptions } from "./arguments.ts";
import { createBalancer } from "./balancer.ts";
import { brokerProcess } from "./brokers.ts";
import { Crowd } from "./crowd.ts";
import { type HubReport, reportOf } from "./hub-report.ts";

/** The entry of the hubs, which is built beside this one. */
const HUB = new URL("hub.js", import.meta.url).pathname;

export interface FleetPorts {
  readonly broker: number;
  readonly balancer: number;
  readonly hubs: readonly number[];
}

/** Ports of this machine that nobody has now. */
export async function findPorts(hubs: number): Promise<FleetPorts> {
  const servers = Array.from({ length: hubs + 2 }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  const [broker = 0, balancer = 0, ...rest] = ports;
  return { broker, balancer, hubs: rest };
}

export class Fleet {
  readonly tree: Supervisor;
  readonly crowd: Crowd;
  /** The newest report of each hub, by its name. */
  readonly reports: Map<string, HubReport> = new Map();
  readonly #options: FleetOptions;
  readonly #ports: FleetPorts;
  readonly #folder: string;

  /** The broker writes into this folder. */
  constructor(options: FleetOptions, ports: FleetPorts, folder: string) {
    this.#options = options;
    this.#ports = ports;
    this.#folder = folder;
    const url = `ws://127.0.0.1:${ports.balancer}/`;
    this.crowd = new Crowd({ url, subscribers: options.subscribers, rate: options.rate });
    this.tree = new Supervisor({
      name: "many-hubs",
      // Somebody at the keys kills more often than a program should fail.
      intensity: { restarts: 1_000 },
      children: [
        this.#broker(),
        ...ports.hubs.map((port, at) => this.#hub(`hub-${at + 1}`, port)),
        { name: "balancer", worker: (name) => this.#balancer(name) },
        { name: "crowd", worker: (name) => this.#crowd(name), stopTimeout: 20_000 },
      ],
    });
  }

  #broker(): ChildSpec {
    const { args, command, probe, stopSignal } = brokerProcess(
      this.#options.engine,
      this.#ports.broker,
      this.#folder,
    );
    return {
      name: "broker",
      worker: (name) => new ProcessWorker(name, command, args, { stopSignal }),
      backoff: { maxDelay: 1_000 },
      async ready(_, { signal }) {
        const manager = new Manager();
        const backoff = { initialDelay: 50, maxDelay: 200 };
        try {
          await manager.watch({ name: "broker", probe, backoff }).whenReady({ signal });
        } finally {
          await manager.stop();
        }
      },
    };
  }

  #hub(name: string, port: number): ChildSpec {
    const args = [HUB, this.#options.engine, String(this.#ports.broker), String(port)];
    return {
      name,
      worker: () => this.#reading(name, new ProcessWorker(name, process.execPath, args)),
      backoff: { maxDelay: 2_000 },
      // It has something to say as soon as it listens.
      ready: async (worker, { signal }) => {
        for await (const line of (worker as ProcessWorker).stdout.read({ signal }))
          if (reportOf(line) !== undefined) return;
      },
    };
  }

  /** Reads what a hub says of itself, until it says nothing any more. */
  #reading(name: string, worker: ProcessWorker): ProcessWorker {
    const read = async (): Promise<void> => {
      for await (const line of worker.stdout) {
        const report = reportOf(line);
        if (report !== undefined) this.reports.set(name, report);
      }
      this.reports.delete(name);
    };
    void read();
    return worker;
  }

  #balancer(name: string): ManagedWorker {
    const { balancer, hubs } = this.#ports;
    return fromServer(name, () => createBalancer(hubs).listen(balancer, "127.0.0.1"), {
      stopTimeout: 0,
    });
  }

  #crowd(name: string): ManagedWorker {
    return fromFunction(name, async ({ signal }) => {
      await this.crowd.start(signal);
      if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await this.crowd.stop();
    });
  }
}
