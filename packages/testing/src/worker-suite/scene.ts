// One case on stage: a pool, the worker in it, the peer, time, and the rules that hold in every case.

import { Pool } from "@skep/core";
import { systemClock } from "@skep/core/base";
import { MemoryTransport } from "@skep/core/testing";
import type { PeerOptions } from "@skep/core";
import type { Worker } from "@skep/core/worker";
import type {
  WorkerSuiteCapabilities,
  WorkerSuiteOptions,
  WorkerSuitePeer,
} from "../worker-suite.ts";
import type { SuiteCase } from "../suite-cases.ts";
import { check } from "./assert.ts";
import { type Told, WatchedWorker } from "./watched-worker.ts";

/** A test of the suite: a sentence about the worker. */
export type WorkerCase = SuiteCase<keyof WorkerSuiteCapabilities, (scene: Scene) => Promise<void>>;

/** Between two looks at what has come: of a manual clock, and in real time. */
const MANUAL_STEP = 50;
const REAL_STEP = 2;

/** How long what must not come is waited for; on a manual clock longer than the default waits of a session. */
const MANUAL_QUIET = 60_000;
const REAL_QUIET = 40;

export class Scene {
  readonly peer: WorkerSuitePeer;
  readonly pool: Pool;
  readonly has: WorkerSuiteCapabilities;
  readonly #options: WorkerSuiteOptions;
  #watched: WatchedWorker | undefined;

  constructor(options: WorkerSuiteOptions, peer: WorkerSuitePeer) {
    const { clock } = peer;
    this.#options = options;
    this.peer = peer;
    this.has = options.capabilities;
    this.pool = new Pool({
      transport: new MemoryTransport(),
      ...peer.pool,
      ...(clock && { clock }),
    });
  }

  static async play(options: WorkerSuiteOptions, run: WorkerCase["run"]): Promise<void> {
    const peer = await options.peer();
    const scene = new Scene(options, peer);
    try {
      await run(scene);
      await scene.#end();
    } finally {
      // What a worker that does not end has left must not keep the runner.
      await scene.#close();
      await peer.stop?.();
    }
  }

  // --- the worker ---

  /** The worker on trial; `start` has to come first. */
  get worker(): Worker {
    return this.watched.worker;
  }

  get watched(): WatchedWorker {
    const watched = this.#watched;
    if (watched === undefined) throw new Error("The worker was not started.");
    return watched;
  }

  /** Makes the worker and starts it; something may be done to it `before`. */
  start(before: (worker: Worker) => void = () => {}, target: PeerOptions = this.peer.target): void {
    const { worker: make } = this.#options;
    this.pool.connect({
      ...target,
      workerFactory: (context) => {
        const worker = make(context);
        before(worker);
        return (this.#watched = new WatchedWorker(worker));
      },
    });
  }

  /** Starts the worker and waits until it is connected. */
  async connect(): Promise<void> {
    this.start();
    await this.told("connected");
  }

  /** Waits until the worker has told so many of that type. */
  told(type: Told["type"], count: number = 1, within?: number): Promise<Told> {
    const look = (): Told | undefined =>
      this.watched.told.filter((told) => told.type === type)[count - 1];
    return this.until(`${type} number ${count}`, look, within);
  }

  /** Waits until `start` has resolved. */
  async settled(): Promise<void> {
    const how = await this.until("the end of start", () => this.watched.settled);
    check(!("error" in how), `start rejected: ${String(how.error)}`);
  }

  /** Does something when it is told, as a listener of the pool. */
  on(type: Told["type"], act: () => void): void {
    this.pool.addEventListener(type, act);
  }

  // --- the peer ---

  answer(how: "accept" | "refuse" | "hang"): void {
    this.#ask("answer")(how);
  }

  async lose(): Promise<void> {
    await this.#ask("lose")();
  }

  async deliver(...texts: (string | Uint8Array)[]): Promise<void> {
    for (const text of texts) await this.#ask("deliver")(text);
  }

  /** Waits until so many messages have reached the peer, and gives all. */
  received(count: number): Promise<readonly (string | Uint8Array)[]> {
    const received = this.#ask("received");
    return this.until(`message ${count} at the peer`, () => {
      const all = received();
      return all.length >= count ? all : undefined;
    });
  }

  #ask<K extends "answer" | "lose" | "deliver" | "received">(
    method: K,
  ): NonNullable<WorkerSuitePeer[K]> {
    const found = this.peer[method];
    check(found !== undefined, `The peer has no ${method}, as the capabilities say.`);
    return found.bind(this.peer) as NonNullable<WorkerSuitePeer[K]>;
  }

  // --- time ---

  /** Waits until `look` finds something. */
  async until<T>(what: string, look: () => T | undefined, within?: number): Promise<T> {
    const timeout = within ?? this.#options.timeout ?? (this.peer.clock ? 120_000 : 4_000);
    const step = this.peer.clock ? MANUAL_STEP : REAL_STEP;
    const clock = this.peer.clock ?? systemClock();
    const end = clock.now() + timeout;
    for (;;) {
      await this.pass(0);
      const found = look();
      if (found !== undefined) return found;
      if (clock.now() >= end) throw new Error(this.#missing(what, timeout));
      await this.pass(step);
    }
  }

  #missing(what: string, timeout: number): string {
    const told = this.#watched?.told.map(({ type, dial }) => `${type} ${dial}`).join(", ");
    return `${what} did not come within ${timeout} ms; told: ${told || "nothing"}`;
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.peer;
    if (clock !== undefined) return clock.run(ms);
    await new Promise<void>((resolve) => systemClock().schedule(ms, resolve));
  }

  /** Long enough for what must not come. */
  quiet(): Promise<void> {
    return this.pass(this.peer.clock ? MANUAL_QUIET : REAL_QUIET);
  }

  // --- the end ---

  /** The worker ends, and then is silent. */
  async #end(): Promise<void> {
    if (this.watched.settled === undefined) {
      void this.pool.get(this.watched.plugin?.id ?? "")?.close();
      await this.settled();
    }
    await this.quiet();
    const faults = [...new Set(this.watched.faults)];
    check(faults.length === 0, `broken rules: ${faults.join("; ")}`);
  }

  async #close(): Promise<void> {
    const closed = this.pool.close({ timeout: 0 });
    await this.pass(this.peer.clock ? MANUAL_STEP : 0);
    await closed;
  }
}
