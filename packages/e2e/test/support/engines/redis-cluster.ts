// A Redis Cluster of three masters on loopback, whose slots can be moved while it is in use.
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisClientLike } from "@skep/hub/redis";
import { createCluster } from "redis";
import { eventually, freePort } from "../stage.ts";
import { RedisServer, type RedisUnderTest } from "./redis-server.ts";
import { startAgain } from "./start-again.ts";

const SLOTS = 16_384;
const NODES = 3;

export class RedisCluster implements RedisUnderTest {
  readonly nodes: readonly RedisServer[];
  readonly #ids = new Map<RedisServer, string>();

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  static async start(): Promise<RedisCluster> {
    const buses: number[] = [];
    const nodes: RedisServer[] = [];
    // One after the other: the ports of one are taken when those of the next are looked for.
    while (nodes.length < NODES) {
      const [bus, node] = await startAgain(startNode);
      buses.push(bus);
      nodes.push(node);
    }
    const cluster = new RedisCluster(nodes);
    await cluster.#form(buses);
    return cluster;
  }

  async #form(buses: readonly number[]): Promise<void> {
    const share = Math.ceil(SLOTS / NODES);
    for (const [at, node] of this.nodes.entries()) {
      await node.ask("CLUSTER", "SET-CONFIG-EPOCH", `${at + 1}`);
      const last = Math.min((at + 1) * share, SLOTS) - 1;
      await node.ask("CLUSTER", "ADDSLOTSRANGE", `${at * share}`, `${last}`);
      this.#ids.set(node, String(await node.ask("CLUSTER", "MYID")));
    }
    const [first, ...others] = this.nodes as [RedisServer, ...RedisServer[]];
    for (const [at, node] of others.entries())
      await first.ask("CLUSTER", "MEET", "127.0.0.1", `${node.port}`, `${buses[at + 1]}`);
    await this.formed();
  }

  /** All nodes know each other, and take commands. */
  async formed(): Promise<void> {
    await eventually(async () => (await Promise.all(this.nodes.map(isFormed))).every(Boolean));
  }

  /** What is written from now on goes on at another node, as none was started so lately that it could be from its disk. */
  async aged(): Promise<void> {
    await eventually(async () => (await Promise.all(this.nodes.map(uptimeOf))).every(isAged));
  }

  /** One more node, which has a copy of what this master has. It is not among `nodes`, and whoever starts it ends it. */
  async startReplica(master: RedisServer): Promise<RedisServer> {
    const [bus, replica] = await startAgain(startNode);
    const id = this.#ids.get(master) ?? "";
    await master.ask("CLUSTER", "MEET", "127.0.0.1", `${replica.port}`, `${bus}`);
    await eventually(() => isTaken(replica, "CLUSTER", "REPLICATE", id));
    await eventually(() => isReplica(replica));
    return replica;
  }

  client(): RedisClientLike {
    return createCluster({ rootNodes: this.nodes.map(({ url }) => ({ url })) });
  }

  /** The node that has this slot. */
  async ownerOf(slot: number): Promise<RedisServer> {
    const ranges = (await this.nodes[0]?.ask("CLUSTER", "SLOTS")) as [
      number,
      number,
      [string, number],
    ][];
    const range = ranges.find(([first, last]) => first <= slot && slot <= last);
    return this.nodes.find(({ port }) => port === range?.[2][1]) as RedisServer;
  }

  async slotOf(key: string): Promise<number> {
    return Number(await this.nodes[0]?.ask("CLUSTER", "KEYSLOT", key));
  }

  /** The sharded channels that somebody has now. */
  async liveNames(): Promise<string[]> {
    const ask = (node: RedisServer): Promise<unknown> => node.ask("PUBSUB", "SHARDCHANNELS");
    return (await Promise.all(this.nodes.map(ask))).flat() as string[];
  }

  /** The slots of the channels of hubs that are told. Waits until there is one. */
  async liveSlots(): Promise<[number, ...number[]]> {
    let live: string[] = [];
    await eventually(async () => {
      live = (await this.liveNames()).filter((name) => name.includes(":live:"));
      return live.length > 0;
    });
    const slots = new Set(await Promise.all(live.map((name) => this.slotOf(name))));
    return [...slots] as [number, ...number[]];
  }

  /** Moves a slot with its keys to the next node, as `redis-cli --cluster reshard` does: one key after the other, and so many milliseconds after each channel. */
  async move(slot: number, apart = 0): Promise<void> {
    const from = await this.ownerOf(slot);
    const to = this.nodes[(this.nodes.indexOf(from) + 1) % this.nodes.length] as RedisServer;
    const [source, target] = [this.#ids.get(from) ?? "", this.#ids.get(to) ?? ""];
    await to.ask("CLUSTER", "SETSLOT", `${slot}`, "IMPORTING", source);
    await from.ask("CLUSTER", "SETSLOT", `${slot}`, "MIGRATING", target);
    for (let key = await nextOf(from, slot); key !== undefined; key = await nextOf(from, slot)) {
      await from.ask("MIGRATE", "127.0.0.1", `${to.port}`, key, "0", "5000");
      if (key.includes(":log:")) await sleep(apart);
    }
    for (const node of [to, from, ...this.nodes.filter((other) => other !== to && other !== from)])
      await node.ask("CLUSTER", "SETSLOT", `${slot}`, "NODE", target);
  }

  async askAll(...command: string[]): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.ask(...command)));
  }

  async save(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.save()));
  }

  async restore(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.restore()));
    await this.formed();
  }

  pause(): void {
    for (const node of this.nodes) node.pause();
  }

  resume(): void {
    for (const node of this.nodes) node.resume();
  }

  async end(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.end()));
  }
}

/** With the port on which nodes speak to each other. */
async function startNode(): Promise<[number, RedisServer]> {
  const bus = await freePort();
  return [bus, await RedisServer.start(flagsOf(bus))];
}

/** A node that does not answer for two seconds is given up. */
function flagsOf(bus: number): string[] {
  const cluster = ["--cluster-enabled", "yes", "--cluster-port", `${bus}`];
  return [...cluster, "--cluster-node-timeout", "2000"];
}

async function uptimeOf(node: RedisServer): Promise<number> {
  const info = String(await node.ask("INFO", "server"));
  return Number(/uptime_in_seconds:(\d+)/.exec(info)?.[1]);
}

/** Whole seconds, of which the scripts of the engine want more than two. */
const isAged = (uptime: number): boolean => uptime >= 3;

/** A node refuses what it does not know yet. */
async function isTaken(node: RedisServer, ...command: string[]): Promise<boolean> {
  try {
    await node.ask(...command);
    return true;
  } catch {
    return false;
  }
}

async function replicationOf(node: RedisServer): Promise<string> {
  return String(await node.ask("INFO", "replication"));
}

/** It has what its master has. */
export async function isReplica(node: RedisServer): Promise<boolean> {
  return (await replicationOf(node)).includes("master_link_status:up");
}

export async function isMaster(node: RedisServer): Promise<boolean> {
  return (await replicationOf(node)).includes("role:master");
}

async function isFormed(node: RedisServer): Promise<boolean> {
  const info = String(await node.ask("CLUSTER", "INFO"));
  return info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${NODES}`);
}

/** The next key of a slot that is moved. Channels go first: while the rest waits, another server takes their messages. */
async function nextOf(node: RedisServer, slot: number): Promise<string | undefined> {
  const keys = (await node.ask("CLUSTER", "GETKEYSINSLOT", `${slot}`, "1000")) as string[];
  return keys.find((key) => key.includes(":log:")) ?? keys[0];
}
