// One job of the runner: a command, and all its lines, numbered. It knows no hub.

import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { buildChannel, type JobLine, MOST_LINES } from "../../src/messages.ts";
import { linesOf } from "./lines.ts";

export interface Task {
  readonly argv: readonly [string, ...string[]];
  /** The working directory of the job. Default: that of the runner. */
  readonly cwd?: string | undefined;
}

/**
 * Bound: `MOST_LINES`, the end among them. Overflow: what else the command writes is counted, and the number is its last line.
 */
export class Job {
  readonly id: string;
  readonly channel: string;
  readonly command: string;
  readonly lines: JobLine[] = [];
  #leftOut = 0;
  readonly #task: Task;
  #child: ChildProcess | undefined;

  constructor(id: string, task: Task) {
    this.id = id;
    this.channel = buildChannel(id);
    this.command = task.argv.join(" ");
    this.#task = task;
  }

  /** Runs the command; `told` is called whenever there is another line. Resolves with its exit code. */
  async run(told: () => void): Promise<number> {
    const [command, ...args] = this.#task.argv;
    const { cwd } = this.#task;
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const ended = endOf(child);
    await Promise.all([child.stdout, child.stderr].map((output) => this.#read(output, told)));
    const exitCode = await ended;
    if (this.#leftOut > 0) this.#add({ text: `(${this.#leftOut} more lines are left out)` }, told);
    this.#add({ exitCode }, told);
    return exitCode;
  }

  stop(): void {
    this.#child?.kill();
  }

  async #read(output: Readable, told: () => void): Promise<void> {
    // Two are kept free: for the number of what is left out, and for the end.
    for await (const text of linesOf(output.setEncoding("utf8")))
      if (this.lines.length < MOST_LINES - 2) this.#add({ text }, told);
      else this.#leftOut++;
  }

  #add(what: { readonly text: string } | { readonly exitCode: number }, told: () => void): void {
    this.lines.push({ line: this.lines.length + 1, ...what });
    told();
  }
}

/** As a shell tells it: a signal is 128 and its number, a command that cannot be run is 127. */
function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
