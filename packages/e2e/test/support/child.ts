// A process of its own that does not outlive the test: what it says line by line, its signals, its end.
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly at: number;
}

export class Child {
  /** All that it wrote, to whichever of its outputs, while it runs and after. */
  readonly lines: string[] = [];
  /** What it wrote to its standard error alone. */
  readonly errors: string[] = [];
  readonly ended: Promise<Ending>;
  /** Resolves when it is gone itself; processes that it started may hold its outputs for longer. */
  readonly exited: Promise<void>;
  readonly #process: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  private constructor(process: ChildProcess) {
    this.#process = process;
    for (const stream of [process.stdout, process.stderr])
      if (stream !== null)
        createInterface(stream).on("line", (line) => this.#hear(line, stream === process.stderr));
    this.exited = new Promise((resolve) => process.once("exit", resolve).once("error", resolve));
    this.ended = new Promise((resolve, reject) => {
      process.once("error", reject);
      let at = 0;
      process.once("exit", () => (at = performance.now()));
      process.once("close", (code, signal) => {
        this.#isOver = true;
        resolve({ code, signal, at });
        this.#wake();
      });
    });
    // Whoever waits for it is told; nobody has to.
    this.ended.catch(() => {});
  }

  static start(command: string, args: readonly string[]): Child {
    // The kernel ends it when we die, however we do.
    const warden = find("setpriv");
    const whole =
      warden === undefined ? [command, ...args] : [warden, "--pdeathsig", "KILL", command, ...args];
    const stdio = ["ignore", "pipe", "pipe"] as const;
    return new Child(spawn(whole[0] as string, whole.slice(1), { stdio: [...stdio] }));
  }

  /** The first line that matches, from line number `from` on; rejects when it ends without. */
  async line(pattern: RegExp, from: number = 0): Promise<RegExpMatchArray> {
    for (let at = from; ; at++) {
      while (at >= this.lines.length) {
        if (this.#isOver) throw new Error(`It ended without ${pattern}:\n${this.lines.join("\n")}`);
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
      const match = this.lines[at]?.match(pattern);
      if (match) return match;
    }
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Ends it, also when it is stopped. */
  async stop(): Promise<void> {
    this.kill("SIGKILL");
    await this.ended.catch(() => {});
  }

  #hear(line: string, isError: boolean): void {
    this.lines.push(line);
    if (isError) this.errors.push(line);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

/** Where a program is installed; servers are often outside of the path of those who are not root. */
export function find(program: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
