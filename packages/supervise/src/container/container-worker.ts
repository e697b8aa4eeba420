// A container as a worker: it is watched, also over a time in which its engine is away, and never doubled.

import { checkCount, checkMembers, checkNames, type Clock, systemClock } from "@skep/core/base";
import { BaseWorker } from "../base-worker.ts";
import { type OutputLines, OutputRing } from "../output/output-lines.ts";
import type { BaseWorkerOptions, Description, Run } from "../run.ts";
import type { Container } from "./container.ts";
import { ContainerWatch } from "./container-watch.ts";
import { Pauses } from "./pauses.ts";

/** What a container worker can be told. */
export interface ContainerOptions extends Omit<BaseWorkerOptions, "type"> {
  /** So many lines are kept of each output. Default: 1,000; from 1. */
  readonly outputLines?: number | undefined;
  /** Chance for the delays between two tries to reach the engine. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const METHODS = ["start", "stop", "inspect", "logs", "status", "wait"];

/**
 * Milliseconds for which a container is young: its first process, the init, may have no handlers yet, and then the kernel drops what asks it to end
 * (pid_namespaces(7)).
 */
const YOUTH = 1_000;

/**
 * A container as one worker.
 *
 * - Where the engine cannot be reached, the container may run: the metadata `container` says `unknown`, the worker goes on running, and nothing is
 *   started in its place. When the engine is back, what has become of the container is asked first.
 * - A stop that the engine does not hear is tried again. Where it is not heard in time, the worker ends as `abandoned`.
 * - The end of the worker removes the container, where its engine keeps what has ended.
 */
export class ContainerWorker extends BaseWorker {
  readonly container: Container;
  readonly #clock: Clock;
  readonly #pauses: Pauses;
  readonly #watch: ContainerWatch;
  readonly #stdout: OutputRing;
  readonly #stderr: OutputRing;
  /** Aborts when the worker has ended. */
  readonly #over = new AbortController();
  #startedAt = 0;
  #isForced = false;

  /** Throws a `ConfigError` for a name, container or option that cannot be. */
  constructor(name: string, container: Container, options: ContainerOptions = {}) {
    const { clock = systemClock(), outputLines = 1_000, random = Math.random } = options;
    checkNames(options, ["stopTimeout", "clock", "outputLines", "random"]);
    super(name, { type: "container", stopTimeout: options.stopTimeout, clock });
    checkMembers("container", container ?? null, METHODS);
    checkCount("outputLines", outputLines, 1);
    this.container = container;
    this.#clock = clock;
    this.#stdout = new OutputRing(outputLines, clock);
    this.#stderr = new OutputRing(outputLines, clock);
    const { signal } = this.#over;
    this.#pauses = new Pauses(clock, random, signal);
    const rings = { stdout: this.#stdout, stderr: this.#stderr };
    this.#watch = new ContainerWatch(container, rings, this.#pauses, signal);
    void this.wait().then(() => this.#release());
  }

  /** What it writes to its standard output, from the start to the end. */
  get stdout(): OutputLines {
    return this.#stdout;
  }

  /** What it writes to its standard error. */
  get stderr(): OutputLines {
    return this.#stderr;
  }

  override toString(): string {
    return `ContainerWorker(${this.name}, ${this.container.id})`;
  }

  protected override describe(): Description {
    const { status } = this.#watch;
    const { image, ip, labels = {}, ports = [] } = this.#watch.description ?? {};
    const labelled = Object.entries(labels).map(([key, value]) => [`label.${key}`, value]);
    return {
      metadata: {
        ...(image !== undefined && { image }),
        ...(ip !== undefined && { ip }),
        ...(ports.length > 0 && { ports: ports.join(", ") }),
        ...(status && { container: status }),
        ...(Object.fromEntries(labelled) as Record<string, string>),
      },
    };
  }

  protected override async begin({ env, exit, handover, signal }: Run): Promise<void> {
    await this.container.start({ env, handover, signal }).catch((error) => this.#doubt(error));
    this.#startedAt = this.#clock.now();
    if (this.#isForced) void this.#insist(true);
    void this.#watch.end().then(exit);
  }

  protected override quit(): void {
    void this.#ask();
  }

  /** While it starts, there may be nothing to stop yet: then it is done when there is. */
  protected override force(): void {
    this.#isForced = true;
    void this.#insist(true);
  }

  /** Asked once; a second time where it was so young that the first time may be lost. */
  async #ask(): Promise<void> {
    const age = this.#clock.now() - this.#startedAt;
    await this.#insist(false);
    if (age > YOUTH) return;
    await this.#pauses.pause(YOUTH);
    await this.#insist(false);
  }

  /** A start that failed while the engine was lost may have worked. */
  async #doubt(error: unknown): Promise<void> {
    const status = await this.container.status();
    if (status !== "unknown" && status !== "running") throw error;
  }

  /** Until the engine has heard it, or the worker has ended. */
  async #insist(force: boolean): Promise<void> {
    const { signal } = this.#over;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const error = await this.container.stop({ force, signal }).then(
        () => undefined,
        (reason: unknown) => reason ?? "unknown",
      );
      if (error === undefined) return;
      await this.#pauses.rest(attempt);
    }
  }

  #release(): void {
    this.#over.abort();
    this.#stdout.end();
    this.#stderr.end();
  }
}
