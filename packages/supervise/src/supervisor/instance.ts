// One instance of a child: it is made, started and waited for until it is ready; its end is told once, whatever it is.

import { checkMembers, type Clock, unlessAborted } from "@skep/core/base";
import { Deadline } from "../deadline.ts";
import { WorkerExitError, WorkerStartError, WorkerStateError } from "../errors.ts";
import { type ExitReport, thrown } from "../exit-report.ts";
import type { State } from "../state.ts";
import type { ManagedWorker, StartContext, StatusChange } from "../worker.ts";
import type { FilledSpec } from "./child-spec.ts";

/** Who is told of an instance. */
export interface InstanceListener {
  /** It is up, and ready. At most once, before its end. */
  started(instance: Instance): void;
  /** Nothing of it runs, but for what the report calls abandoned. Exactly once. */
  exited(instance: Instance, report: ExitReport): void;
  /** A status in it has changed. */
  changed(instance: Instance, change: StatusChange): void;
}

/** Milliseconds of a worker that says nothing of its own. */
const STOP_TIMEOUT = 5_000;
/** Milliseconds beyond the time of a stop after which it is not waited for any more: twice the time that `BaseWorker` has for force. */
const OVERTIME = 10_000;

export class Instance {
  readonly spec: FilledSpec;
  readonly number: number;
  readonly #listener: InstanceListener;
  readonly #clock: Clock;
  /** Undefined where the factory has not given one. */
  worker: ManagedWorker | undefined;
  #isStopRequested = false;
  #isOver = false;
  /** Aborts the wait until it is ready. */
  readonly #readying = new AbortController();
  /** When a stop that has not resolved counts as one that never will. */
  readonly #overtime: Deadline;
  readonly #abandoned: Promise<ExitReport>;
  #abandon!: (report: ExitReport) => void;

  constructor(spec: FilledSpec, number: number, listener: InstanceListener, clock: Clock) {
    this.spec = spec;
    this.number = number;
    this.#listener = listener;
    this.#clock = clock;
    this.#overtime = new Deadline(clock);
    this.#abandoned = new Promise((resolve) => (this.#abandon = resolve));
  }

  /** Its listener is told later, never from inside this call. */
  start(context: StartContext): void {
    void this.#run(context).then((report) => {
      this.#isOver = true;
      this.#overtime.cancel();
      this.#listener.exited(this, report);
    });
  }

  /** It may be called at any time and any number of times. How it ends is told. */
  stop(timeout: number | undefined): void {
    if (this.#isOver) return;
    this.#isStopRequested = true;
    this.#readying.abort(
      new WorkerStartError(this.spec.name, "it was stopped before it was ready"),
    );
    if (this.worker !== undefined) void this.#end(this.worker, timeout);
  }

  /** What its worker says of itself, where it has one that can. */
  state(): State | undefined {
    try {
      return this.worker?.state();
    } catch {
      return undefined;
    }
  }

  async #run(context: StartContext): Promise<ExitReport> {
    // The factory is code of the application: it is not called from inside of a step.
    await Promise.resolve();
    try {
      const worker = this.#make();
      const ended = this.#unlessAbandoned(endOf(() => worker.wait()));
      await this.#inTime(() => this.#begin(worker, ended, context));
      this.#listener.started(this);
      return await ended;
    } catch (error) {
      return this.#failedStart(error);
    }
  }

  #make(): ManagedWorker {
    this.#readying.signal.throwIfAborted();
    const worker = this.spec.worker(this.spec.name);
    checkMembers("worker", worker ?? null, ["start", "stop", "wait", "state"]);
    this.worker = worker;
    worker.subscribe?.((change) => this.#listener.changed(this, change));
    return worker;
  }

  async #begin(
    worker: ManagedWorker,
    ended: Promise<ExitReport>,
    context: StartContext,
  ): Promise<void> {
    const { name, ready } = this.spec;
    const { signal } = this.#readying;
    await worker.start(context);
    if (ready === undefined) return;
    void ended.then((report) => this.#readying.abort(new WorkerExitError(name, report)));
    if (!signal.aborted) await ready(worker, { signal });
  }

  /** Rejects where it takes too long, and where the instance is stopped. */
  async #inTime(begin: () => Promise<void>): Promise<void> {
    const { name, readyTimeout } = this.spec;
    const late = new WorkerStartError(name, `it was not ready within ${readyTimeout} ms`);
    const timer = this.#clock.schedule(readyTimeout, () => this.#readying.abort(late));
    try {
      await unlessAborted(this.#readying.signal, begin);
    } finally {
      timer.cancel();
    }
  }

  /** What was begun is ended, so that nothing is left half-started. */
  async #failedStart(error: unknown): Promise<ExitReport> {
    const failed: ExitReport = { ...thrown(error), status: "failed" };
    if (this.worker === undefined) return this.#isStopRequested ? { status: "stopped" } : failed;
    const report = await this.#end(this.worker, this.spec.stopTimeout);
    if (this.#isStopRequested || report.status === "abandoned") return report;
    return { ...report, ...failed };
  }

  /** A worker that breaks its contract and does not end in time is left: what may still run of it does not hold the others. */
  #end(worker: ManagedWorker, timeout: number | undefined): Promise<ExitReport> {
    const time = timeout ?? worker.stopTimeout ?? STOP_TIMEOUT;
    const error = new WorkerStateError(
      `The stop of ${this.spec.name} has not resolved within ${time + OVERTIME} ms.`,
    );
    this.#overtime.set(time + OVERTIME, () => this.#abandon({ status: "abandoned", error }));
    return this.#unlessAbandoned(
      endOf(() => worker.stop(timeout === undefined ? {} : { timeout })),
    );
  }

  #unlessAbandoned(end: Promise<ExitReport>): Promise<ExitReport> {
    return Promise.race([end, this.#abandoned]);
  }
}

/** A worker that breaks its contract by a rejection has failed; nothing more is known of it. */
async function endOf(way: () => Promise<ExitReport>): Promise<ExitReport> {
  try {
    return await way();
  } catch (error) {
    return { ...thrown(error), status: "failed" };
  }
}
