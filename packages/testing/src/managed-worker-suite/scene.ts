// One case on stage: a worker, what it told of itself, and the laws that hold in every case.

import { systemClock } from "@skep/core/base";
import type { SuiteCase } from "../suite-cases.ts";
import { check, equal } from "../worker-suite/assert.ts";
import type { ExitLike, ManagedWorkerLike, StatusChangeLike } from "./managed-worker-like.ts";
import type {
  ManagedWorkerSubject,
  ManagedWorkerSuiteCapabilities,
  ManagedWorkerSuiteOptions,
} from "./options.ts";

/** A test of the suite: a sentence about the worker. */
export type ManagedWorkerCase = SuiteCase<
  keyof ManagedWorkerSuiteCapabilities,
  (scene: Scene) => Promise<void>
>;

const ENDS: readonly string[] = ["finished", "stopped", "killed", "failed", "abandoned"];

/** What may follow on each status. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  created: ["starting", "stopped"],
  starting: ["running", "stopping", ...ENDS],
  running: ["suspended", "stopping", "finished", "failed"],
  suspended: ["running", "stopping", "finished", "failed"],
  stopping: ENDS,
};

export class Scene {
  readonly subject: ManagedWorkerSubject;
  readonly #timeout: number;
  readonly #workers: { worker: ManagedWorkerLike; changes: StatusChangeLike[] }[] = [];

  constructor(subject: ManagedWorkerSubject, timeout: number) {
    this.subject = subject;
    this.#timeout = timeout;
    this.watch(subject.worker);
  }

  static async play(
    options: ManagedWorkerSuiteOptions,
    run: ManagedWorkerCase["run"],
  ): Promise<void> {
    const subject = await options.worker();
    const scene = new Scene(subject, options.timeout ?? 5_000);
    try {
      await run(scene);
      await scene.#checkLaws();
    } finally {
      for (const { worker } of scene.#workers) await scene.within("the last stop", worker.stop());
      await subject.dispose?.();
    }
  }

  get worker(): ManagedWorkerLike {
    return this.subject.worker;
  }

  get status(): string {
    return this.worker.state().status;
  }

  /** What the worker of the subject told of its own status. */
  get told(): readonly string[] {
    return (this.#workers[0]?.changes ?? []).map(({ status }) => status);
  }

  /** Its changes are judged by the laws, and it is stopped at the end. */
  watch(worker: ManagedWorkerLike): ManagedWorkerLike {
    const changes: StatusChangeLike[] = [];
    worker.subscribe?.((change) => {
      if (change.path.length === 0) changes.push(change);
    });
    this.#workers.push({ worker, changes });
    return worker;
  }

  async start(): Promise<void> {
    await this.within("the start", this.worker.start());
  }

  /** How it ends, which must come. */
  end(worker: ManagedWorkerLike = this.worker): Promise<ExitLike> {
    return this.within("the end", worker.wait());
  }

  async within<T>(what: string, promise: Promise<T>): Promise<T> {
    let timer: { cancel(): void } | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`${what} did not come within ${this.#timeout} ms`);
      timer = systemClock().schedule(this.#timeout, () => reject(error));
    });
    return Promise.race([promise, late]).finally(() => timer?.cancel());
  }

  /** Long enough for what must not come. */
  quiet(): Promise<void> {
    return new Promise((resolve) => systemClock().schedule(30, resolve));
  }

  /** Each change follows on the one before it, each end is the only one, and what has ended does not run. */
  async #checkLaws(): Promise<void> {
    for (const { worker, changes } of this.#workers) {
      for (const [at, { previous, status }] of changes.entries()) {
        const before = at === 0 ? "created" : changes[at - 1]?.status;
        equal(previous, before, "the status before a change");
        check(NEXT[previous]?.includes(status) === true, `${status} followed on ${previous}`);
      }
      if (worker.subscribe !== undefined && changes.length > 0)
        equal(changes.at(-1)?.status, worker.state().status, "the last change");
    }
    const report = await this.within("the stop", this.worker.stop());
    equal(this.status, report.status, "the status after a stop");
    if (report.status !== "abandoned")
      equal((await this.subject.isRunning?.()) ?? false, false, "whether work runs after a stop");
  }
}

/** What it rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol("nothing");
  const error: unknown = await promise.then(
    () => nothing,
    (reason: unknown) => reason,
  );
  check(error !== nothing, "It did not reject.");
  return error;
}
