// The tree: a hub, processes that publish to it and count, a pool that listens, and a container where there is an image for one.

import { Hub } from "@skep/hub";
import { type ChildSpec, fromHub, fromPool, Supervisor } from "@skep/supervise";
import { ContainerWorker, dockerContainer } from "@skep/supervise/container";
import { ProcessWorker } from "@skep/supervise/process";
import { Pool } from "skep";
import type { GatewayOptions } from "./arguments.ts";

/** The entry of the processes, which is built beside this one. */
const JOB = new URL("job.js", import.meta.url).pathname;

export class Gateway {
  readonly tree: Supervisor;
  readonly #options: GatewayOptions;
  /** Once there was a hub, its next instance takes the same port. */
  #port: number;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#port = options.port;
    this.tree = new Supervisor({
      name: "gateway",
      // Somebody at the keys kills more often than a program should fail.
      intensity: { restarts: 100 },
      children: [
        { name: "hub", worker: (name) => fromHub(name, () => this.#openHub()) },
        { name: "pool", worker: (name) => fromPool(name, () => this.#openPool()) },
        { name: "jobs", worker: (name) => this.#jobs(name) },
        ...this.#container(),
      ],
    });
  }

  async #openHub(): Promise<Hub> {
    const hub = new Hub({
      namespaces: { prices: { publish: true, history: { messages: 100, age: 60_000 } } },
    });
    const { port } = await hub.listen({ port: this.#port, host: "127.0.0.1" });
    this.#port = port;
    return hub;
  }

  async #openPool(): Promise<Pool> {
    const pool = new Pool();
    const peer = pool.connect({ id: "hub", url: this.#url });
    await peer.whenConnected();
    return pool;
  }

  /** A supervisor of its own: where one of the two fails, both begin again. */
  #jobs(name: string): Supervisor {
    return new Supervisor({
      name,
      strategy: "one-for-all",
      intensity: { restarts: 20 },
      children: ["publisher", "counter"].map((job) => ({
        name: job,
        worker: (own) => new ProcessWorker(own, process.execPath, [JOB, job, this.#url]),
      })),
    });
  }

  #container(): readonly ChildSpec[] {
    const { image, socket: socketPath } = this.#options;
    if (image === undefined) return [];
    const options = {
      image,
      name: "skep-gateway-store",
      command: ["sleep", "1000000"],
      // It sleeps, and speaks to nobody.
      create: { HostConfig: { NetworkMode: "none" } },
      socketPath,
    };
    return [
      {
        name: "store",
        worker: (name) => new ContainerWorker(name, dockerContainer(options)),
      },
    ];
  }

  get #url(): string {
    return `ws://127.0.0.1:${this.#port}/`;
  }
}
