// A container as a worker: it is watched, also over a time in which its engine is away, and never doubled.

import { abortable, backoff, type Clock, handled, systemClock } from "@skep/core/base";
import { BaseWorker } from "../base-worker.ts";
import { ContainerError } from "../errors.ts";
import type { Outcome } from "../exit-report.ts";
import { checkCount, checkMembers, checkNames } from "../option-checks.ts";
import { type OutputLines, OutputRing } from "../output/output-lines.ts";
import type { BaseWorkerOptions, Description, Run } from "../run.ts";
import type { Container, ContainerDescription, ContainerStatus } from "./container.ts";
import { LogReader } from "./log-reader.ts";

/** What a container worker can be told. */
export interface ContainerOptions extends Omit<BaseWorkerOptions, "type"> {
  /** So many lines are kept of each output. Default: 1,000; from 1. */
  readonly outputLines?: number | undefined;
  /** Chance for the delays between two tries to reach the engine. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const METHODS = ["start", "stop", "inspect", "logs", "status", "wait"];

/** Between two tries to reach an engine. */
const RETRY = {
  initialDelay: 100,
  maxDelay: 5_000,
  multiplier: 2,
  minDelay: 50,
  jitter: "full",
} as const;

/** Milliseconds without a line after which the logs of a container that has ended have ended, too. */
const LOG_GRACE = 1_000;

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
  readonly #random: () => number;
  readonly #stdout: OutputRing;
  readonly #stderr: OutputRing;
  /** Aborts when the worker has ended. */
  readonly #over = new AbortController();
  #description: ContainerDescription | undefined;
  #status: ContainerStatus | undefined;
  #startedAt = 0;
  #isForced = false;

  /** Throws a `ConfigError` for a name, container or option that cannot be. */
  constructor(name: string, container: Container, options: ContainerOptions = {}) {
    const { clock = systemClock(), outputLines = 1_000, random = Math.random } = options;
    checkNames(options, ["stopTimeout", "clock", "outputLines", "random"]);
    super(name, { type: "container", stopTimeout: options.stopTimeout, clock });
    checkMembers("container", container, METHODS);
    checkCount("outputLines", outputLines, 1);
    this.container = container;
    this.#clock = clock;
    this.#random = random;
    this.#stdout = new OutputRing(outputLines, clock);
    this.#stderr = new OutputRing(outputLines, clock);
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
    const { image, ip, labels = {}, ports = [] } = this.#description ?? {};
    const labelled = Object.entries(labels).map(([key, value]) => [`label.${key}`, value]);
    return {
      metadata: {
        ...(image !== undefined && { image }),
        ...(ip !== undefined && { ip }),
        ...(ports.length > 0 && { ports: ports.join(", ") }),
        ...(this.#status && { container: this.#status }),
        ...(Object.fromEntries(labelled) as Record<string, string>),
      },
    };
  }

  protected override async begin({ env, exit, handover, signal }: Run): Promise<void> {
    await this.container.start({ env, handover, signal }).catch((error) => this.#doubt(error));
    this.#startedAt = this.#clock.now();
    if (this.#isForced) void this.#insist(true);
    void this.#watch().then(exit);
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
    await this.#pause(YOUTH);
    await this.#insist(false);
  }

  /** A start that failed while the engine was lost may have worked. */
  async #doubt(error: unknown): Promise<void> {
    const status = await this.container.status();
    if (status !== "unknown" && status !== "running") throw error;
  }

  async #watch(): Promise<Outcome> {
    const { signal } = this.#over;
    const reader = new LogReader(this.container, { stdout: this.#stdout, stderr: this.#stderr });
    for (let attempt = 1; !signal.aborted;) {
      this.#status = await this.container
        .status({ signal })
        .catch((): ContainerStatus => "unknown");
      if (this.#status === "missing") return gone(this.container.id);
      if (this.#status === "created") return neverRan(this.container.id);
      if (this.#status !== "unknown") {
        attempt = 1;
        const outcome = await this.#follow(reader).catch(() => undefined);
        if (outcome !== undefined) return this.#removed(outcome);
      }
      await this.#rest(attempt++);
    }
    return {};
  }

  /** To its end; rejects where the engine was lost before. */
  async #follow(reader: LogReader): Promise<Outcome> {
    const { container } = this;
    const { signal } = this.#over;
    this.#description = await container.inspect({ signal });
    const leaving = new AbortController();
    const reading = handled(reader.read(AbortSignal.any([signal, leaving.signal])));
    try {
      const exit = await container.wait({ signal });
      this.#status = "exited";
      await this.#drained(reader, reading);
      return exit;
    } finally {
      leaving.abort();
    }
  }

  /** What cannot be removed is found at the next start under its name. */
  async #removed(outcome: Outcome): Promise<Outcome> {
    await this.container.remove?.({ signal: this.#over.signal }).catch(() => {});
    return outcome;
  }

  /** An engine may follow the logs of what has ended for ever: they have ended when nothing comes any more. */
  async #drained(reader: LogReader, reading: Promise<void>): Promise<void> {
    const ended = reading.then(
      () => true,
      () => true,
    );
    for (let count = -1; count !== reader.count;) {
      count = reader.count;
      if (await Promise.race([ended, this.#pause(LOG_GRACE).then(() => false)])) return;
    }
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
      await this.#rest(attempt);
    }
  }

  #rest(attempt: number): Promise<void> {
    return this.#pause(backoff(attempt, this.#random(), RETRY));
  }

  /** It does not reject: the end of the worker ends it. */
  #pause(delay: number): Promise<void> {
    return abortable(this.#over.signal, (settle) => {
      const timer = this.#clock.schedule(delay, () => settle());
      return () => timer.cancel();
    }).catch(() => {});
  }

  #release(): void {
    this.#over.abort();
    this.#stdout.end();
    this.#stderr.end();
  }
}

function gone(id: string): Outcome {
  return { error: new ContainerError(`The container ${id} was removed by somebody else.`) };
}

function neverRan(id: string): Outcome {
  return { error: new ContainerError(`The container ${id} was made, and did not start.`) };
}
