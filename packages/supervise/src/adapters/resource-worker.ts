// Something that is opened and closed as a worker: it runs from the one to the other. It knows none of the things that are adapted.

import { checkNames, checkType, type Clock, systemClock, unlessAborted } from "@skep/core/base";
import { BaseWorker, FORCE_TIMEOUT } from "../base-worker.ts";
import { Deadline } from "../deadline.ts";
import type { Outcome } from "../exit-report.ts";
import type { BaseWorkerOptions, Run } from "../run.ts";

/** What whoever opens something is given. */
export type ResourceContext = Pick<Run, "signal" | "env" | "handover">;

/** Makes one for each instance, as a worker runs once. Where it throws or rejects, the start has failed. */
export type Open<T> = (context: ResourceContext) => T | Promise<T>;

/** How it is run. */
export type ResourceOptions = Pick<BaseWorkerOptions, "stopTimeout" | "clock">;

/** What there is to know of a kind of thing. */
export interface ResourceKind<T> {
  /** The metadata `type`. */
  readonly type: string;
  /** Resolves when it can be used. Where it rejects, it is closed. */
  ready?(resource: T): Promise<unknown>;
  /** Calls `ended` where it ends by itself; with an error it is closed then. Returns the function that stops listening. */
  watch?(resource: T, ended: (outcome?: Outcome) => void): () => void;
  /** Called once. Resolves when nothing of it runs. */
  close(resource: T): Promise<unknown>;
  /** Lets a close that is under way come to its end. */
  force?(resource: T): void;
}

export class ResourceWorker<T> extends BaseWorker {
  readonly #kind: ResourceKind<T>;
  readonly #open: Open<T>;
  readonly #clock: Clock;
  #resource: { readonly it: T } | undefined;
  #unwatch = (): void => {};
  /** How it has ended by itself. */
  #outcome: Outcome = {};
  #closing: Promise<unknown> | undefined;

  constructor(name: string, open: Open<T>, kind: ResourceKind<T>, options: ResourceOptions) {
    checkNames(options, ["stopTimeout", "clock"]);
    super(name, { ...options, type: kind.type });
    checkType("open", open ?? null, "function");
    this.#kind = kind;
    this.#open = open;
    this.#clock = options.clock ?? systemClock();
    if (kind.force !== undefined) this.force = () => this.#force();
  }

  protected async begin(run: Run): Promise<void> {
    const { signal, env, handover } = run;
    const it = await this.#open({ signal, env, handover });
    this.#resource = { it };
    try {
      // It may have been opened too late, or may never be ready: then it is closed here, as nobody else does.
      await unlessAborted(signal, async () => this.#kind.ready?.(it));
    } catch (error) {
      await this.#close();
      throw error;
    }
    this.#unwatch =
      this.#kind.watch?.(it, (outcome) => void this.#ended(run, outcome)) ?? this.#unwatch;
  }

  protected override async quit(run: Run): Promise<void> {
    this.#unwatch();
    await this.#close();
    run.exit(this.#outcome);
  }

  /** It has ended by itself. One with an error has as much time to be closed as by a stop. */
  async #ended(run: Run, outcome: Outcome = {}): Promise<void> {
    this.#unwatch();
    this.#outcome = outcome;
    if (outcome.error !== undefined) await this.#closeInTime(run);
    run.exit(outcome);
  }

  async #closeInTime(run: Run): Promise<void> {
    const deadline = new Deadline(this.#clock);
    deadline.set(this.stopTimeout, () => {
      deadline.cancel();
      deadline.set(FORCE_TIMEOUT, () => run.exit({ ...this.#outcome, abandoned: true }));
      this.#force();
    });
    // The error that it has ended with is told, not that of its end.
    await Promise.allSettled([this.#close()]);
    deadline.cancel();
  }

  #close(): Promise<unknown> {
    const { it } = this.#resource as { readonly it: T };
    return (this.#closing ??= this.#kind.close(it));
  }

  #force(): void {
    if (this.#resource !== undefined) this.#kind.force?.(this.#resource.it);
  }
}
