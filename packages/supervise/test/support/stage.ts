// A supervisor over workers that do what they are told, on a manual clock, and a log of what happened to them in order.

import {
  type ChildSpec,
  type ManagedWorker,
  type Outcome,
  Supervisor,
  type SupervisorOptions,
  type SupervisorRecord,
} from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { Job, type JobOptions } from "./job.ts";

/** A job that logs when its work begins and ends. */
class LoggedJob extends Job {
  readonly #log: string[];

  constructor(name: string, options: JobOptions, log: string[]) {
    super(name, options);
    this.#log = log;
    this.subscribe(({ status }) => {
      if (status === "running") log.push(`+${name}`);
    });
    void this.wait().then(() => void log.push(`-${name}`));
  }

  protected override quit(): void | Promise<void> {
    this.#log.push(`stop ${this.name}`);
    return super.quit();
  }
}

export interface StageOptions extends Partial<SupervisorOptions> {
  /** What all jobs of a name do. */
  readonly jobs?: Readonly<Record<string, JobOptions>>;
}

export class Stage {
  readonly clock: ManualClock = new ManualClock();
  /** `+a` where a job of the name begins, `stop a` where it is asked to end, `-a` where it has ended. */
  readonly log: string[] = [];
  readonly made: Job[] = [];
  readonly records: SupervisorRecord[] = [];
  readonly tree: Supervisor;
  readonly #jobs: Readonly<Record<string, JobOptions>>;

  /** Children are names, or specs whose worker may be left out. Delays are drawn from the middle of their window. */
  constructor(
    children: readonly (string | (Partial<ChildSpec> & { name: string }))[],
    { jobs = {}, ...options }: StageOptions = {},
  ) {
    this.#jobs = jobs;
    this.tree = new Supervisor({
      name: "tree",
      clock: this.clock,
      random: () => 0.5,
      ...options,
      children: children.map((child) => this.spec(child)),
    });
    for (const type of ["started", "exited", "restarting", "gaveup", "added", "removed"] as const)
      this.tree.addEventListener(type, ({ record }) => void this.records.push(record));
    for (const type of ["status", "error"] as const)
      this.tree.addEventListener(type, ({ record }) => void this.records.push(record));
  }

  spec(child: string | (Partial<ChildSpec> & { name: string })): ChildSpec {
    const worker = (name: string): ManagedWorker => this.job(name);
    return typeof child === "string" ? { name: child, worker } : { worker, ...child };
  }

  job(name: string): Job {
    const job = new LoggedJob(name, { clock: this.clock, ...this.#jobs[name] }, this.log);
    this.made.push(job);
    return job;
  }

  async start(): Promise<void> {
    const starting = this.tree.start();
    await this.clock.settle();
    await starting;
  }

  /** The latest job of that name. */
  latest(name: string): Job {
    const job = this.made.findLast((each) => each.name === name);
    if (job === undefined) throw new Error(`No job of the name ${name} was made.`);
    return job;
  }

  /** Ends the latest job of that name, and lets everything that follows at this moment happen. */
  async end(name: string, outcome?: Outcome): Promise<void> {
    this.latest(name).end(outcome);
    await this.clock.settle();
  }

  fail(name: string, code = 1): Promise<void> {
    return this.end(name, { code });
  }

  /** How many instances of that name were made. */
  count(name: string): number {
    return this.made.filter((job) => job.name === name).length;
  }

  status(name: string): string | undefined {
    return this.tree.state().children.find((child) => child.name === name)?.status;
  }

  of<Type extends SupervisorRecord["type"]>(
    type: Type,
  ): Extract<SupervisorRecord, { type: Type }>[] {
    return this.records.filter(
      (record): record is Extract<SupervisorRecord, { type: Type }> => record.type === type,
    );
  }

  /** What has happened since it was asked last. */
  news(): string[] {
    return this.log.splice(0);
  }
}
