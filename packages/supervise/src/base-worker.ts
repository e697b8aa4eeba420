// The base of a worker: it keeps the promises of the contract, so that whoever extends it writes the work alone.

import { checkMembers, checkNames, handled, systemClock, whenAborted } from "@skep/core/base";
import { Deadline } from "./deadline.ts";
import { WorkerStartError, WorkerStateError } from "./errors.ts";
import {
  errorTextOf,
  type ExitReport,
  exitStatusOf,
  type Outcome,
  textOf,
  thrown,
} from "./exit-report.ts";
import { handoverVariables } from "./handover.ts";
import { checkName, checkTimeout } from "./option-checks.ts";
import type { BaseWorkerOptions, Description, Run } from "./run.ts";
import { isExitStatus, metadataKeys, type State, type Status } from "./state.ts";
import { waitUntil } from "./wait-until.ts";
import type {
  ManagedWorker,
  StartContext,
  StatusChange,
  StopOptions,
  WaitOptions,
} from "./worker.ts";

/** Milliseconds after which work that was ended by force and is still there counts as abandoned. */
export const FORCE_TIMEOUT = 5_000;

/**
 * A worker to extend. A subclass writes `begin`, which begins the work and calls `run.exit` at its end; work that does not end by `run.signal`
 * alone has `quit`, and work that can be ended against its will has `force`. All else of `ManagedWorker` is done here.
 */
export abstract class BaseWorker implements ManagedWorker {
  readonly name: string;
  readonly stopTimeout: number;
  readonly #type: string;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(change: StatusChange) => void>();
  readonly #ended: Promise<ExitReport>;
  #end!: (report: ExitReport) => void;
  #status: Status = "created";
  #run: Run | undefined;
  #report: ExitReport | undefined;
  /** `begin` has not settled. */
  #isBeginning = false;
  #isStopRequested = false;
  #isForced = false;
  /** When the work is ended by force, or given up. */
  readonly #deadline: Deadline;

  /** Throws a `ConfigError` for a name or an option that cannot be. */
  constructor(name: string, options: BaseWorkerOptions = {}) {
    const { type = "worker", stopTimeout = 5_000, clock = systemClock() } = options;
    checkName("name", name);
    checkNames(options, ["type", "stopTimeout", "clock"]);
    checkName("type", type);
    checkTimeout("stopTimeout", stopTimeout);
    checkMembers("clock", clock, ["now", "wall", "schedule"]);
    this.name = name;
    this.#type = type;
    this.stopTimeout = stopTimeout;
    this.#deadline = new Deadline(clock);
    this.#ended = new Promise((resolve) => (this.#end = resolve));
  }

  /**
   * Begins the work and does not wait for its end. Called once. Where it throws or rejects, the work has not begun, nothing of it may run,
   * and the worker ends as `failed`. Whatever it has begun has to call `run.exit` when it ends. A promise that it returns should settle
   * soon after `run.signal` has aborted.
   */
  protected abstract begin(run: Run): void | Promise<void>;

  /**
   * Asks the work to end, at the first `stop` and at most once, after `run.signal` has aborted and `begin` has settled. Where it throws or
   * rejects, the work is ended by force at once.
   */
  protected quit?(run: Run): void | Promise<void>;

  /**
   * Ends the work against its will, at most once, also while `begin` has not settled; `run.exit` has still to be called, within 5 s, or the worker counts as abandoned. A subclass
   * without it says that its work cannot be forced: it is abandoned as soon as its time is over.
   */
  protected force?(run: Run): void | Promise<void>;

  /** What `state()` says beside what is known here. It is called often, and must not throw. */
  protected describe(): Description {
    return {};
  }

  /** Tells that the work rests now, or goes on. It changes nothing unless the work runs. */
  protected setSuspended(isSuspended: boolean): void {
    const [from, to]: [Status, Status] = isSuspended
      ? ["running", "suspended"]
      : ["suspended", "running"];
    if (this.#status === from) this.#setStatus(to);
  }

  /** Tells a change of a worker below this one to those that have subscribed. */
  protected tellChange(change: StatusChange): void {
    // What a listener throws harms neither the others nor the work.
    for (const call of this.#listeners) void handled((async () => call(change))());
  }

  async start(context: StartContext = {}): Promise<void> {
    if (this.#status !== "created")
      throw new WorkerStateError(
        `${this.toString()} was started or stopped before: a worker runs once.`,
      );
    context.signal?.throwIfAborted();
    const unsubscribe =
      context.signal && whenAborted(context.signal, () => this.#requestStop(this.stopTimeout));
    let isUnderWay: boolean;
    try {
      isUnderWay = await this.#begin(this.#makeRun(context));
    } finally {
      unsubscribe?.();
    }
    if (!isUnderWay || context.signal?.aborted === true) await this.#refuseStart(context.signal);
  }

  stop({ signal, timeout = this.stopTimeout }: StopOptions = {}): Promise<ExitReport> {
    checkTimeout("timeout", timeout);
    this.#requestStop(timeout);
    return this.wait({ signal });
  }

  async wait({ signal }: WaitOptions = {}): Promise<ExitReport> {
    signal?.throwIfAborted();
    if (signal !== undefined && this.#report === undefined)
      await waitUntil(signal, (settle) =>
        // The end of a worker below this one is not its own.
        this.subscribe(({ path, status }) => path.length === 0 && isExitStatus(status) && settle()),
      );
    return this.#ended;
  }

  state(): State {
    const { pid, metadata, children = [] } = this.describe();
    const report = this.#report;
    const error = report && errorTextOf(report);
    return {
      name: this.name,
      status: this.#status,
      ...(pid !== undefined && { pid }),
      ...(report?.code !== undefined && { exitCode: report.code }),
      ...(error !== undefined && report?.status !== "stopped" && { error }),
      metadata: { [metadataKeys.type]: this.#type, ...metadata },
      children,
    };
  }

  subscribe(listener: (change: StatusChange) => void): () => void {
    // A function of its own, so that one listener can be subscribed twice.
    const call = (change: StatusChange): void => listener(change);
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  toString(): string {
    return this.name;
  }

  #makeRun({ env, handover }: StartContext): Run {
    const run: Run = {
      signal: this.#controller.signal,
      env: { ...(handover && handoverVariables(handover)), ...env },
      handover,
      exit: (outcome = {}) => this.#exit(this.#recognised(outcome)),
    };
    return (this.#run = run);
  }

  /** Whether the work is, or was, under way. Throws where `begin` did. */
  async #begin(run: Run): Promise<boolean> {
    this.#isBeginning = true;
    this.#setStatus("starting");
    try {
      const begun = this.begin(run);
      // At once where there is nothing to wait for: work that ends in the next microtask has run.
      if (begun !== undefined) await Promise.race([begun, this.#ended]);
    } catch (error) {
      this.#exit(this.#recognised(thrown(error)));
      if (this.#isStopRequested) return false;
      throw new WorkerStartError(this.toString(), textOf(error), error);
    }
    this.#isBeginning = false;
    if (this.#isStopRequested) {
      this.#quit(run);
      return false;
    }
    if (this.#report === undefined) this.#setStatus("running");
    return true;
  }

  async #refuseStart(signal: AbortSignal | undefined): Promise<void> {
    await this.#ended;
    signal?.throwIfAborted();
    throw new WorkerStartError(this.toString(), "it was stopped before it ran");
  }

  #requestStop(timeout: number): void {
    if (this.#report !== undefined) return;
    const isFirst = !this.#isStopRequested;
    this.#isStopRequested = true;
    const run = this.#run;
    if (run === undefined) return this.#exit({});
    if (isFirst) {
      this.#setStatus("stopping");
      this.#controller.abort();
      if (!this.#isBeginning) this.#quit(run);
    }
    if (!this.#isForced && this.#report === undefined)
      this.#deadline.set(timeout, () => this.#force(run));
  }

  #quit(run: Run): void {
    if (this.#report === undefined)
      this.#guarded(this.quit?.bind(this, run), () => this.#force(run));
  }

  #force(run: Run): void {
    if (this.#report !== undefined || this.#isForced) return;
    this.#isForced = true;
    const abandon = (error?: unknown): void => this.#exit({ error, abandoned: true });
    if (this.force === undefined) return abandon();
    this.#deadline.cancel();
    this.#deadline.set(FORCE_TIMEOUT, abandon);
    this.#guarded(this.force.bind(this, run), abandon);
  }

  /** A hook of the subclass, whose failure is told to `failed`. */
  #guarded(hook: (() => void | Promise<void>) | undefined, failed: (error: unknown) => void): void {
    void (async () => hook?.())().catch(failed);
  }

  #recognised(outcome: Outcome): Outcome {
    const { error } = outcome;
    const isAbort =
      error !== undefined &&
      (error === this.#controller.signal.reason || (error as Error | null)?.name === "AbortError");
    return isAbort ? { ...outcome, interrupted: true } : outcome;
  }

  /** The first end counts. */
  #exit(outcome: Outcome): void {
    if (this.#report !== undefined) return;
    this.#deadline.cancel();
    const intent = { isStopRequested: this.#isStopRequested, isForced: this.#isForced };
    const status = exitStatusOf(outcome, intent);
    this.#report = Object.freeze({ ...outcome, status });
    this.#setStatus(status);
    this.#end(this.#report);
  }

  #setStatus(status: Status): void {
    const previous = this.#status;
    if (previous === status) return;
    this.#status = status;
    this.tellChange({ path: [], previous, status });
  }
}
