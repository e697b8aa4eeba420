// One process with all that is around it: its group, its guardian, the gate in front of it. It knows no worker and decides nothing.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { Clock } from "@skep/core/base";
import { HygieneError } from "../errors.ts";
import { Guardian } from "./guardian.ts";
import type { HygieneLevel, HygieneTools } from "./hygiene.ts";
import { type Launch, launchOf } from "./launch.ts";
import { ProcessGroup } from "./process-group.ts";
import type { SignalName } from "./process-options.ts";
import { entryOf } from "./process-table.ts";

/** What is to be started, and how. */
export interface ProcessPlan {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: "ignore" | "pipe";
  readonly level: HygieneLevel;
  readonly tools: HygieneTools;
  readonly clock: Clock;
}

/** How the process that was spawned has ended: one of both. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: SignalName | null;
}

export class SupervisedProcess {
  readonly level: HygieneLevel;
  readonly isNested: boolean;
  /** Resolves when the process that was spawned has exited, and has been reaped. */
  readonly exited: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  readonly #guardian: Guardian | undefined;
  readonly #group: ProcessGroup | undefined;
  #hasExited = false;
  /** The group of the command, where that is in a namespace. */
  #inner: ProcessGroup | undefined;

  constructor(plan: ProcessPlan, guardian: Guardian | undefined, launch: Launch) {
    this.level = plan.level;
    this.isNested = launch.isNested;
    this.#guardian = guardian;
    this.#child = spawned(plan, launch);
    const { pid } = this.#child;
    const leads = pid !== undefined && plan.level !== "none";
    this.#group = leads ? new ProcessGroup(pid) : undefined;
    this.exited = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => {
        this.#hasExited = true;
        this.#group?.reaped();
        resolve({ code, signal });
      });
    });
  }

  /**
   * Resolves when the command has begun. Rejects where it could not; then nothing of it runs. `made` is called in the turn in which there is a
   * process, before the command begins.
   */
  static async start(
    plan: ProcessPlan,
    made: (process: SupervisedProcess) => void,
  ): Promise<SupervisedProcess> {
    const { clock, level, tools } = plan;
    const launch = launchOf(level, tools, plan.file, plan.args);
    const guardian = launch.isGated ? await Guardian.start(tools.shell ?? "", clock) : undefined;
    const started = new SupervisedProcess(plan, guardian, launch);
    try {
      if (started.#child.pid === undefined) await once(started.#child, "spawn");
      made(started);
      if (launch.isGated) await started.#openGate();
      return started;
    } catch (error) {
      await started.#undo();
      throw error;
    }
  }

  /** That of the command. */
  get pid(): number | undefined {
    return this.#inner?.leader ?? this.#child.pid;
  }

  get stdin(): Writable | null {
    return this.#child.stdin;
  }

  get stdout(): Readable | null {
    return this.#child.stdout;
  }

  get stderr(): Readable | null {
    return this.#child.stderr;
  }

  /** Somebody sees to it that it ends when we do, as the level says. */
  get isGuarded(): boolean {
    return this.#guardian?.isThere ?? false;
  }

  get guardianPid(): number | undefined {
    return this.#guardian?.pid;
  }

  /** Sends it to the command and all of its group; without groups, to the command alone. */
  signal(given: SignalName): void {
    // It was looked up among the signals of this system.
    const signal = given as NodeJS.Signals;
    const group = this.#inner ?? this.#group;
    if (group !== undefined) group.signal(signal);
    else if (!this.#hasExited) signalOne(this.#child.pid, signal);
  }

  /** Ends all of it. What is around the command dies as well: with the init of a namespace goes everything in it. */
  kill(): void {
    this.signal("SIGKILL");
    if (this.#inner !== undefined) this.#group?.signal("SIGKILL");
  }

  /** Nothing of its group runs. */
  isEmpty(): boolean {
    return this.#group?.isEmpty() ?? true;
  }

  /** Nothing of it runs any more, so nothing has to be guarded. */
  async release(): Promise<void> {
    await this.#guardian?.release();
  }

  /** The command begins once the guardian has been told of it: from then on nobody can be forgotten. */
  async #openGate(): Promise<void> {
    const gate = this.#child.stdio[3] as Readable & Writable;
    const answer = answerOf(gate);
    if (this.#group !== undefined) this.#guardian?.watch(this.#group);
    gate.write("go\n");
    const told = entryOf(await answer);
    gate.destroy();
    if (!this.isNested) return;
    if (told === undefined) throw new HygieneError("The namespace of the process was not made.");
    this.#inner = new ProcessGroup(told.pid, undefined, told.start);
  }

  async #undo(): Promise<void> {
    if (this.#child.pid !== undefined) {
      this.kill();
      await this.exited;
    }
    await this.release();
  }
}

function spawned({ cwd, env, level, stdin }: ProcessPlan, launch: Launch): ChildProcess {
  const gate = launch.isGated ? (["pipe"] as const) : [];
  return spawn(launch.file, [...launch.args], {
    cwd,
    detached: level !== "none",
    env: { ...env },
    stdio: [stdin, "pipe", "pipe", ...gate],
    windowsHide: true,
  });
}

/** Not by `kill` of the child, which sends one signal on Deno, and none after it. */
function signalOne(pid: number | undefined, signal: SignalName): void {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // It is gone, and its exit will be told.
  }
}

/**
 * What comes back through the gate: the line of a command in a namespace, or nothing. Its other end is closed in the turn in which the command takes
 * the place of the shell, and where the process ends.
 */
function answerOf(gate: Readable): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    gate.on("error", () => {}).once("close", () => resolve(text));
    gate.on("data", (chunk: Uint8Array) => {
      text += String(chunk);
      if (text.endsWith("\n")) resolve(text);
    });
  });
}
