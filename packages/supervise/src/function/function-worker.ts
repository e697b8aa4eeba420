// A function as a worker. JavaScript cannot end a function against its will: one that ignores its signal is abandoned.

import { checkNames, checkType } from "@skep/core/base";
import type { Settle } from "@skep/core/base";
import { BaseWorker } from "../base-worker.ts";
import { WorkerExitError, WorkerStateError } from "../errors.ts";
import { thrown } from "../exit-report.ts";
import type { Handover } from "../handover.ts";
import type { BaseWorkerOptions, Run } from "../run.ts";
import { isExitStatus } from "../state.ts";
import { waitUntil } from "../wait-until.ts";
import type { ManagedWorker, WaitOptions } from "../worker.ts";
import { type Gate, SuspendGate } from "./gate.ts";

/** What a function is given. */
export interface FunctionContext extends Pick<Run, "signal" | "env"> {
  /** What is known of earlier instances, where somebody supervises this one. */
  readonly handover: Handover | undefined;
  /** Where the function can be suspended. */
  readonly gate: Gate;
}

/** How a function is run. */
export type FunctionOptions = Pick<BaseWorkerOptions, "stopTimeout" | "clock">;

/** A worker that can always be suspended, where its function passes its gate. */
export type FunctionWorker = ManagedWorker &
  Required<Pick<ManagedWorker, "suspend" | "resume" | "subscribe">>;

/**
 * A function as a worker. What it returns is dropped; its end is that of the worker: `finished`, or `failed` with what it threw. A stop
 * aborts its signal and waits until it has ended; one that has not by `stopTimeout` is `abandoned`, and may still run. Throws a
 * `ConfigError` for a name, a function or an option that cannot be.
 */
export function fromFunction(
  name: string,
  run: (context: FunctionContext) => unknown,
  options: FunctionOptions = {},
): FunctionWorker {
  return new FunctionRunner(name, run, options);
}

class FunctionRunner extends BaseWorker implements FunctionWorker {
  readonly #function: (context: FunctionContext) => unknown;
  #gate: SuspendGate | undefined;
  /** Calls of `suspend` that wait for a check. Bound: as many as the application makes; they end with the worker. */
  readonly #suspending = new Set<Settle>();

  constructor(name: string, run: (context: FunctionContext) => unknown, options: FunctionOptions) {
    checkNames(options, ["stopTimeout", "clock"]);
    super(name, { ...options, type: "func" });
    checkType("run", run ?? null, "function");
    this.#function = run;
  }

  protected begin(run: Run): void {
    const { signal, env, handover } = run;
    const gate = new SuspendGate(signal, (isResting) => this.setSuspended(isResting));
    this.#gate = gate;
    // An async function, so that what it throws at once is an end, too.
    const running = (async () => this.#function({ signal, env, handover, gate }))();
    running.then(
      () => run.exit(),
      (error: unknown) => run.exit(thrown(error)),
    );
  }

  /**
   * Resolves when a check of the function waits. Rejects with a `WorkerStateError` where it does not run, with a `WorkerExitError` where it
   * ends instead or is resumed before, and with the reason of the signal: then it need not rest any more.
   */
  async suspend({ signal }: WaitOptions = {}): Promise<void> {
    const gate = this.#gate;
    const { status } = this.state();
    if (gate === undefined || (status !== "running" && status !== "suspended"))
      throw new WorkerStateError(`${this.name} does not run: it is ${status}.`);
    signal?.throwIfAborted();
    gate.close();
    if (gate.isResting) return;
    try {
      await waitUntil(signal, (settle) => this.#whenResting(settle));
    } catch (error) {
      // Nobody else waits for it.
      if (this.#suspending.size === 0) gate.open();
      throw error;
    }
    if (isExitStatus(this.state().status)) throw new WorkerExitError(this.name, await this.wait());
  }

  async resume(): Promise<void> {
    this.#gate?.open();
    const error = new WorkerStateError(`${this.name} was resumed before it rested.`);
    for (const settle of this.#suspending) settle(error);
  }

  #whenResting(settle: Settle): () => void {
    this.#suspending.add(settle);
    const unsubscribe = this.subscribe(({ status }) => {
      if (status === "suspended" || isExitStatus(status)) settle();
    });
    return () => {
      unsubscribe();
      this.#suspending.delete(settle);
    };
  }
}
