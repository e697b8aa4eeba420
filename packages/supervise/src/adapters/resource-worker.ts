// Something that is opened and closed as a worker: it runs from the one to the other. It knows none of the things that are adapted.

import { checkNames, checkType, unlessAborted } from "@skep/core/base";
import { BaseWorker } from "../base-worker.ts";
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
  /** Calls `exit` where it ends by itself. Returns the function that stops listening. */
  watch?(resource: T, exit: (outcome?: Outcome) => void): () => void;
  /** Resolves when nothing of it runs. */
  close(resource: T): Promise<unknown>;
  /** Lets a close that is under way come to its end. */
  force?(resource: T): void;
}

export class ResourceWorker<T> extends BaseWorker {
  readonly #kind: ResourceKind<T>;
  readonly #open: Open<T>;
  #resource: { readonly it: T } | undefined;
  #unwatch = (): void => {};

  constructor(name: string, open: Open<T>, kind: ResourceKind<T>, options: ResourceOptions) {
    checkNames(options, ["stopTimeout", "clock"]);
    super(name, { ...options, type: kind.type });
    checkType("open", open ?? null, "function");
    this.#kind = kind;
    this.#open = open;
    if (kind.force !== undefined)
      this.force = () => {
        if (this.#resource !== undefined) kind.force?.(this.#resource.it);
      };
  }

  protected async begin(run: Run): Promise<void> {
    const { signal, env, handover } = run;
    const it = await this.#open({ signal, env, handover });
    this.#resource = { it };
    try {
      // It may have been opened too late, or may never be ready: then it is closed here, as nobody else does.
      await unlessAborted(signal, async () => this.#kind.ready?.(it));
    } catch (error) {
      await this.#kind.close(it);
      throw error;
    }
    this.#unwatch =
      this.#kind.watch?.(it, (outcome) => {
        this.#unwatch();
        run.exit(outcome);
      }) ?? this.#unwatch;
  }

  protected override async quit(run: Run): Promise<void> {
    this.#unwatch();
    if (this.#resource !== undefined) await this.#kind.close(this.#resource.it);
    run.exit();
  }
}
