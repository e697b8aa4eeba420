// A worker for tests that does what it is told: the base with the least that a subclass needs.

import { BaseWorker, type BaseWorkerOptions, type Outcome, type Run } from "@skep/supervise";

/** What it does when it is asked to end, or forced. */
export interface JobOptions extends BaseWorkerOptions {
  readonly ignores?: boolean;
  readonly survives?: boolean;
}

export class Job extends BaseWorker {
  readonly #options: JobOptions;
  run: Run | undefined;
  isRunning = false;
  /** How often it was asked to end, and forced. */
  readonly asked: string[] = [];

  constructor(name = "job", { ignores = false, survives = false, ...options }: JobOptions = {}) {
    super(name, { type: "job", ...options });
    this.#options = { ignores, survives };
  }

  protected begin(run: Run): void {
    this.run = run;
    this.isRunning = true;
  }

  protected override quit(): void | Promise<void> {
    this.asked.push("quit");
    if (this.#options.ignores !== true) this.end();
  }

  protected override force(): void {
    this.asked.push("force");
    if (this.#options.survives !== true) this.end();
  }

  end(outcome?: Outcome): void {
    this.isRunning = false;
    this.run?.exit(outcome);
  }

  rest(isResting: boolean): void {
    this.setSuspended(isResting);
  }
}
