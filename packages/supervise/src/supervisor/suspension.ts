// How a supervisor rests: all children that can rest do, or none does; those that come later rest, too.

import { ChildError, WorkerStateError } from "../errors.ts";
import { textOf } from "../exit-report.ts";
import { isExitStatus } from "../state.ts";
import type { ManagedWorker } from "../worker.ts";

/** The supervisor, as far as its rest goes. */
export interface SuspensionPort {
  /** What it is called in its errors. */
  readonly label: string;
  /** The workers of the children that are up, in their order. */
  upWorkers(): readonly ManagedWorker[];
  /** All rest, or go on. */
  rested(isResting: boolean): void;
  /** A child that was started meanwhile does not rest, for this reason. */
  failed(error: unknown): void;
}

export class Suspension {
  readonly #port: SuspensionPort;
  #isWanted = false;

  constructor(port: SuspensionPort) {
    this.#port = port;
  }

  /** From the last to the first. Where one cannot, those that rest go on, and it throws. */
  async suspend(signal: AbortSignal | undefined): Promise<void> {
    this.#isWanted = true;
    try {
      for (const worker of this.#port.upWorkers().toReversed()) {
        await rest(worker, signal);
        // Those that come next would rest, and nobody would let them go on.
        if (!this.#isWanted) throw new WorkerStateError("it was resumed before all rested");
      }
    } catch (error) {
      await this.resume(undefined);
      signal?.throwIfAborted();
      const why = textOf(error);
      throw new ChildError(`A child of ${this.#port.label} cannot be suspended: ${why}`, error);
    }
    if (this.#isWanted) this.#port.rested(true);
  }

  /** From the first to the last. */
  async resume(signal: AbortSignal | undefined): Promise<void> {
    this.#isWanted = false;
    for (const worker of this.#port.upWorkers()) {
      await worker.resume?.({ signal });
      // Somebody wants them to rest again: what he has let rest stays so.
      if (this.#isWanted) return;
    }
    this.#port.rested(false);
  }

  /** A child is up. */
  started(worker: ManagedWorker | undefined): void {
    if (this.#isWanted && worker !== undefined)
      void rest(worker, undefined).catch((error: unknown) => this.#port.failed(error));
  }
}

/** One that ends instead need not rest. */
async function rest(worker: ManagedWorker, signal: AbortSignal | undefined): Promise<void> {
  try {
    await worker.suspend?.({ signal });
  } catch (error) {
    if (!isExitStatus(worker.state().status)) throw error;
  }
}
