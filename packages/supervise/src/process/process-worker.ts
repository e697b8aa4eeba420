// A process as a worker: what the base of a worker asks for, done to a process and its group.

import { resolve } from "node:path";
import { type Logger, safeLogger } from "@skep/core/base";
import { BaseWorker } from "../base-worker.ts";
import { HygieneError, WorkerStateError } from "../errors.ts";
import type { Outcome } from "../exit-report.ts";
import type { Description, Run } from "../run.ts";
import { metadataKeys } from "../state.ts";
import type { WaitOptions } from "../worker.ts";
import { fileOf } from "./command.ts";
import { checkReached, type HygieneLevel, reachedLevel, shortfall } from "./hygiene.ts";
import { findTools } from "./hygiene-tools.ts";
import { isEmptied } from "./leftovers.ts";
import type { OutputLines } from "../output/output-lines.ts";
import { Pipe } from "../output/pipe.ts";
import {
  checkCommand,
  checkEnvironment,
  type ProcessOptions,
  type ProcessSettings,
  processSettings,
} from "./process-options.ts";
import { outcomeOf } from "./process-outcome.ts";
import { type ProcessPlan, SupervisedProcess } from "./supervised-process.ts";

/** The input of a process: a `Writable` of Node, by its shape. */
export interface ProcessInput {
  /** False where what was written waits to be read: then `drain` tells when to go on. */
  write(data: string | Uint8Array): boolean;
  /** The input is at its end; `data` comes before it. */
  end(data?: string | Uint8Array): unknown;
  once(event: "drain" | "close", listener: () => void): unknown;
}

/**
 * A process, and all that it starts, as one worker.
 *
 * - No shell reads the command. It is looked for in the `PATH` of its environment; where it is not there, `start` rejects and nothing runs.
 * - Its outputs are always read, whether somebody listens or not, so it never waits for a reader.
 * - `stop` sends `stopSignal` to its process group, `SIGKILL` after `stopTimeout`, and waits for the exit of all of the group. Where the process
 *   ends by itself, what is left of its group is ended in the same way. A command that puts itself into the background is no process to supervise.
 * - `wait` resolves when nothing of its group runs and its outputs are read.
 */
export class ProcessWorker extends BaseWorker {
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #settings: ProcessSettings;
  readonly #logger: Logger;
  readonly #stdout: Pipe;
  readonly #stderr: Pipe;
  #process: SupervisedProcess | undefined;
  #isAsked = false;
  #hasExited = false;

  /** Throws a `ConfigError` for a name, command, argument or option that cannot be. */
  constructor(
    name: string,
    command: string,
    args: readonly string[] = [],
    options: ProcessOptions = {},
  ) {
    const settings = processSettings(options);
    const { clock, stopTimeout } = settings;
    super(name, { type: "process", stopTimeout, clock });
    checkCommand(command, args);
    this.#command = command;
    this.#args = [...args];
    this.#settings = settings;
    this.#logger = safeLogger(settings.logger as Logger);
    this.#stdout = new Pipe(settings);
    this.#stderr = new Pipe(settings);
    // Also where it never began.
    void this.wait().then(() => [this.#stdout, this.#stderr].forEach((pipe) => pipe.close()));
  }

  /** What it writes to its standard output, from the start to the end. */
  get stdout(): OutputLines {
    return this.#stdout.lines;
  }

  /** What it writes to its standard error. */
  get stderr(): OutputLines {
    return this.#stderr.lines;
  }

  /** Its input, where the option `stdin` is `pipe` and it has been started. What it did not read when it ended is lost without an error event. */
  get stdin(): ProcessInput | undefined {
    return this.#process?.stdin ?? undefined;
  }

  override toString(): string {
    return `Process(${this.name})`;
  }

  /** Stops all of its group (`SIGSTOP`), which it cannot refuse. Rejects where it does not run, and on Windows. */
  async suspend({ signal }: WaitOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    if (process.platform === "win32")
      throw new WorkerStateError(`${String(this)} cannot rest: Windows has no signal for it.`);
    const { status } = this.state();
    if (status !== "running" && status !== "suspended")
      throw new WorkerStateError(`${String(this)} cannot rest: it is ${status}.`);
    this.#process?.signal("SIGSTOP");
    this.setSuspended(true);
  }

  /** Lets it go on (`SIGCONT`), where it rests. */
  async resume({ signal }: WaitOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.state().status !== "suspended") return;
    this.#process?.signal("SIGCONT");
    this.setSuspended(false);
  }

  protected override describe(): Description {
    const process = this.#process;
    const level = process && (this.#hasExited ? process.level : reachedNow(process));
    return {
      pid: this.#hasExited ? undefined : process?.pid,
      metadata: { path: this.#command, ...(level && { [metadataKeys.hygiene]: level }) },
    };
  }

  protected override async begin(run: Run): Promise<void> {
    const plan = await this.#plan(run);
    run.signal.throwIfAborted();
    const started = await SupervisedProcess.start(plan, (made) => {
      this.#open(made);
      // Until now there was nothing to end: one that has to end by now never begins.
      run.signal.throwIfAborted();
    });
    void this.#end(started).then(run.exit);
  }

  /** A process that rests would not see the signal. */
  protected override quit(): void {
    this.#isAsked = true;
    this.#process?.signal(this.#settings.stopSignal);
    this.#process?.signal("SIGCONT");
  }

  protected override force(): void {
    this.#process?.kill();
  }

  /** Before it has begun: it may have to be killed until then. */
  #open(made: SupervisedProcess): void {
    this.#process = made;
    const { stderr, stdin, stdout } = made;
    if (stdout !== null) this.#stdout.open(stdout);
    if (stderr !== null) this.#stderr.open(stderr);
    stdin?.on("error", () => {});
  }

  async #plan(run: Run): Promise<ProcessPlan> {
    const { clock, hygieneLevel, stdin } = this.#settings;
    checkEnvironment("env", run.env);
    const env = { ...process.env, ...this.#settings.env, ...run.env };
    const cwd = resolve(this.#settings.cwd ?? ".");
    const file = fileOf(this.#command, { cwd, path: env["PATH"] });
    const tools = await findTools(hygieneLevel);
    const level = this.#accept(reachedLevel(hygieneLevel, tools));
    return { file, args: this.#args, cwd, env, stdin, level, tools, clock };
  }

  #accept(reached: HygieneLevel): HygieneLevel {
    const { hygiene, hygieneLevel } = this.#settings;
    if (hygiene === "require") checkReached(String(this), hygieneLevel, reached);
    const lack = shortfall(hygieneLevel, reached);
    if (lack !== undefined) this.#logger.warn(`${String(this)}: ${lack}.`, { component: "worker" });
    return reached;
  }

  async #end(started: SupervisedProcess): Promise<Outcome> {
    const { clock, stopSignal, stopTimeout } = this.#settings;
    const exit = await started.exited;
    this.#hasExited = true;
    const isGone = await isEmptied(started, {
      clock,
      stopSignal,
      stopTimeout,
      isAsked: this.#isAsked,
    });
    await Promise.all([this.#stdout.drained(), this.#stderr.drained()]);
    if (!isGone)
      return {
        abandoned: true,
        error: new HygieneError(`Processes of the group of ${String(this)} cannot be ended.`),
      };
    await started.release();
    return outcomeOf(exit, { stopSignal, isNested: started.isNested });
  }
}

/** While a guardian that was lost is replaced, there is a group alone. */
function reachedNow({ isGuarded, level }: SupervisedProcess): HygieneLevel {
  const needsGuardian = level === "guardian" || level === "parent-death";
  return needsGuardian && !isGuarded ? "group" : level;
}
