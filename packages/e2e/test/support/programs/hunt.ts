// What all programs that look for leaks do alike: one signal for all, samples, and a count of what is left at the end.
import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool, type Transport } from "skep";
import { defaultTransport } from "skep/transport";
import { WebSocket } from "ws";
// What a peer without a factory has as its worker is not public.
import { SessionWorker } from "../../../../core/src/worker/session-worker.ts";
import type { LeakResult } from "../leak.ts";
import { alive, Heap } from "./heap.ts";
import { held, leftSince } from "./resources.ts";
import { say } from "./say.ts";

type Kind = abstract new (...args: never[]) => unknown;

export interface Found {
  readonly pool: Pool;
  /** Of what must leave nothing. */
  readonly count: number;
  readonly also?: Readonly<Record<string, number>>;
}

export class Hunt {
  readonly heap: Heap = new Heap();
  readonly #life = new AbortController();
  readonly #kinds = new Map<string, Kind>([
    ["pools", Pool],
    ["workers", SessionWorker],
    ["WebSockets", WebSocket],
  ]);

  /** The prototype of a class that extends it is counted as one of its objects. */
  readonly #prototypes = new Map([...this.#kinds.values()].map((kind) => [kind, alive(kind)]));

  /** Outlives all that is made with it. */
  get signal(): AbortSignal {
    return this.#life.signal;
  }

  /** Of the one signal. */
  get listeners(): number {
    return getEventListeners(this.signal, "abort").length;
  }

  /** The default one; makes acquaintance with the classes of a dial's two ends. */
  get transport(): Transport {
    const inner = defaultTransport();
    return {
      name: inner.name,
      can: inner.can,
      dial: (target, sink) => {
        const socket = inner.dial(target, sink);
        this.#kinds.set("attempts", sink.constructor as Kind);
        this.#kinds.set("sockets", socket.constructor as Kind);
        return socket;
      },
    };
  }

  end(): void {
    this.#life.abort();
  }

  /** Objects by class, when they are as few as wanted, or have had time to become so few. */
  async alive(pools: number, peers: number): Promise<Record<string, number>> {
    for (let tries = 0; ; tries++) {
      const counts = [...this.#kinds].map(([name, kind]) => [name, this.#count(kind)] as const);
      const tooMany = counts.some(([name, count]) => count > (name === "pools" ? pools : peers));
      if (!tooMany || tries === 10) return Object.fromEntries(counts);
      await sleep(200);
    }
  }

  #count(kind: Kind): number {
    return alive(kind) - (this.#prototypes.get(kind) ?? 0);
  }
}

/** Runs the program, which leaves its pool at rest, closes the pool, and tells what was left then. */
export async function hunt(program: (hunt: Hunt) => Promise<Found>): Promise<void> {
  const before = held();
  const ours = new Hunt();
  const found = await runToEnd(ours, program);
  const left = await leftSince(before);
  const { bytes, history } = ours.heap;
  const { between, ...facts } = found;
  const survivors = Object.values(await ours.alive(0, 0));
  const result: LeakResult = {
    ...{ ...facts, ...left, bytes, history },
    listeners: [between, ours.listeners],
    survivors: survivors.reduce((sum, count) => sum + count),
  };
  say({ result });
}

/** Gives nothing back that would hold the pool. */
async function runToEnd(ours: Hunt, program: (hunt: Hunt) => Promise<Found>) {
  const { pool, count, also = {} } = await program(ours);
  const between = ours.listeners;
  const counts = await ours.alive(1, pool.peers().length);
  const objects = ours.heap.objects();
  ours.end();
  await pool.closed;
  return { between, alive: counts, objects, count, also };
}
