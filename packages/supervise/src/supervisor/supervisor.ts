// A supervisor as an application sees it: a worker whose work is to keep other workers running.

import { checkSignal, GuardedEventTarget, RecordLog } from "@skep/core/base";
import { WorkerStateError } from "../errors.ts";
import type { ExitReport } from "../exit-report.ts";
import type { PlanRecord } from "../plan/order.ts";
import type { State } from "../state.ts";
import type {
  ManagedWorker,
  StartContext,
  StatusChange,
  StopOptions,
  WaitOptions,
} from "../worker.ts";
import { ChildCalls } from "./child-calls.ts";
import { type ChildSpec, fillSpec } from "./child-spec.ts";
import { fillSupervisorOptions, type SupervisorOptions } from "./options.ts";
import {
  SUPERVISOR_EVENT_TYPES,
  type ErrorRecord,
  type StatusRecord,
  SupervisorEvent,
  type SupervisorEventMap,
  type SupervisorRecord,
} from "./records.ts";
import { Counters, type SupervisorStats } from "./stats.ts";
import type { SupervisedChild } from "./supervised-child.ts";
import { Tree } from "./tree.ts";

/** Records that wait for one loop. */
const CAPACITY = 1_024;

/**
 * Starts its children in order, starts them again when they end, and stops them in reverse. It is a worker itself, so that supervisors nest:
 * one that gives up fails, and its own supervisor decides. It runs until it is stopped, gives up, or a significant child has ended.
 */
export class Supervisor extends GuardedEventTarget<SupervisorEventMap> implements ManagedWorker {
  readonly name: string;
  readonly stopTimeout: number;
  readonly #tree: Tree;
  readonly #log: RecordLog<SupervisorRecord>;
  readonly #wall: () => number;
  readonly #counters = new Counters();
  readonly #calls: ChildCalls;

  /** Throws a `ConfigError` for an option that cannot be, such as two children of one name. */
  constructor(options: SupervisorOptions) {
    super(SUPERVISOR_EVENT_TYPES);
    const filled = fillSupervisorOptions(options);
    this.name = filled.name;
    this.stopTimeout = filled.stopTimeout;
    this.#wall = () => filled.clock.wall();
    this.#log = new RecordLog("records", filled.clock);
    this.#tree = new Tree(filled, {
      told: (record) => {
        this.#calls.told(record);
        this.#tell(record);
      },
      failed: (error) => this.#tell({ type: "error", error }),
      stepped: (roster) => this.#calls.stepped(roster),
    });
    this.#calls = new ChildCalls(this.#tree, this.toString());
    this.#tree.subscribe((change) => this.#tell({ type: "status", ...change }));
    void this.#tree.wait().then(() => this.#log.end());
  }

  /**
   * Starts the children, each when the one before it is ready. Where one cannot be started, those that were are stopped in reverse, and it
   * rejects with a `WorkerStartError`.
   */
  start(context?: StartContext): Promise<void> {
    return this.#tree.start(context);
  }

  /**
   * Stops the children from the last to the first, each with its own time; where `timeout` is over, those that are left are forced at once.
   * No restart is pending afterwards.
   */
  stop(options?: StopOptions): Promise<ExitReport> {
    return this.#tree.stop(options);
  }

  wait(options?: WaitOptions): Promise<ExitReport> {
    return this.#tree.wait(options);
  }

  state(): State {
    return this.#tree.state();
  }

  toString(): string {
    return this.#tree.toString();
  }

  subscribe(listener: (change: StatusChange) => void): () => void {
    return this.#tree.subscribe(listener);
  }

  /**
   * Suspends the children that can be, from the last to the first; others run on. Those that are started meanwhile are suspended once they
   * are up, and one that ends meanwhile need not rest. Where one fails to rest, all go on, and it rejects with a `ChildError`; so they do where the
   * signal aborts.
   */
  async suspend({ signal }: WaitOptions = {}): Promise<void> {
    const { status } = this.state();
    if (status !== "running" && status !== "suspended")
      throw new WorkerStateError(`${this.toString()} does not run: it is ${status}.`);
    signal?.throwIfAborted();
    await this.#tree.suspension.suspend(signal);
  }

  /** Lets the children go on, from the first to the last. */
  resume({ signal }: WaitOptions = {}): Promise<void> {
    return this.#tree.suspension.resume(signal);
  }

  /**
   * Adds a child behind the others. A supervisor that runs starts it at once: it resolves when the child is ready; where its start fails, it
   * rejects with a `WorkerStartError`, and the child is not there. Rejects with a `ChildError` for a name that there is, with a
   * `WorkerStateError` at a supervisor that stops or has ended, and with a `ConfigError` for a spec that cannot be. The signal ends the wait
   * alone.
   */
  async add(spec: ChildSpec, { signal }: WaitOptions = {}): Promise<void> {
    await this.#calls.add(fillSpec(spec), signal);
  }

  /**
   * Stops a child and forgets it. Resolves when nothing of it runs; with a report where it was running. Rejects with a `ChildError` for a name
   * that there is not. The signal ends the wait alone.
   */
  remove(name: string, { signal }: WaitOptions = {}): Promise<ExitReport | undefined> {
    return this.#calls.remove(name, signal);
  }

  /**
   * Stops a child, where it runs, and starts it again, at once and without counting it as a failure; alone, whatever the strategy. One that has
   * ended, or waits for its time, starts. Resolves when it is ready. Rejects with a `WorkerStartError` where this start fails: what follows is
   * decided as for any failure. The signal ends the wait alone.
   */
  restart(name: string, { signal }: WaitOptions = {}): Promise<void> {
    return this.#calls.restart(name, signal);
  }

  /** A child by its name. Throws a `ChildError` where there is none. */
  child(name: string): SupervisedChild {
    this.#calls.child(name);
    return {
      name,
      state: () => this.#tree.childState(name),
      restart: (options) => this.restart(name, options),
      fail: (error) => this.#tree.send({ type: "fail", name, error }),
      subscribe: (listener) =>
        this.subscribe((change) => {
          if (change.path.length === 1 && change.path[0] === name) listener(change);
        }),
    };
  }

  /**
   * All that is told from now on, in order, until the supervisor has ended: then the loop is over. Each loop has a queue of 1,024 records;
   * beyond it the oldest are dropped, and the next one says how many. Rejects with the reason of the signal.
   */
  records({ signal }: WaitOptions = {}): AsyncIterable<SupervisorRecord> {
    checkSignal("signal", signal);
    return this.#log.read({ signal, capacity: CAPACITY });
  }

  /** Figures for metrics. */
  stats(): SupervisorStats {
    const { children } = this.#tree.roster;
    const up = children.filter(({ phase }) => phase === "up").length;
    return { children: children.length, up, ...this.#counters.now() };
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  protected listenerThrew(error: unknown, event: Event): void {
    // An `error` listener that throws must not be told of it for ever.
    if (event.type !== "error") this.#tell({ type: "error", error });
  }

  #tell(record: PlanRecord | StatusRecord | ErrorRecord): void {
    const told = Object.freeze({ ...record, at: this.#wall() }) as SupervisorRecord;
    this.#counters.count(told);
    this.#log.push(told);
    this.dispatchEvent(new SupervisorEvent(told));
  }
}
