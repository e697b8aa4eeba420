// The demo as people start it: bundled from sources, in a process group of its own, with what it writes and leaves behind.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";

const SOURCES = fileURLToPath(new URL("../../../../examples/live-pool/src/", import.meta.url));

/** The demo without a build of the workspace. */
export class DemoBuild {
  readonly folder: string = mkdtempSync(join(tmpdir(), "skep-demo-"));

  async make(): Promise<void> {
    writeFileSync(join(this.folder, "package.json"), '{ "type": "module" }');
    const entryPoints = ["main.ts", "servers.ts"].map((name) => join(SOURCES, name));
    await bundle({ entryPoints, outdir: this.folder });
  }

  start(...args: string[]): DemoProcess {
    return this.run(process.execPath, join(this.folder, "main.js"), ...args);
  }

  /** At a terminal of so many columns and 30 lines, by the program `script`. */
  startAtTerminal(columns: number, ...args: string[]): DemoProcess {
    const demo = [process.execPath, join(this.folder, "main.js"), ...args].join(" ");
    const size = `stty columns ${columns} rows 30`;
    return this.run("script", "-qec", `${size}; exec ${demo}`, "/dev/null");
  }

  run(command: string, ...args: string[]): DemoProcess {
    return new DemoProcess(
      spawn(command, args, {
        detached: true,
        env: { ...process.env, TERM: "xterm", NO_COLOR: "" },
      }),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface DemoEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class DemoProcess {
  output = "";
  errors = "";
  readonly ended: Promise<DemoEnd>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
      this.#wake();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
    this.ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        resolve({ code, signal });
        this.#wake();
      });
    });
  }

  get lines(): string[] {
    return this.output.trimEnd().split("\n");
  }

  /** Once it has written that; an error when it ends before. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw new Error(`It ended without ${pattern}:\n${this.output}\n${this.errors}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Nobody reads its output any more. */
  hangUp(): void {
    this.#child.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As a terminal does it: to the demo and to all that it started. */
  killGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-(this.#child.pid as number), signal);
    } catch {
      // Nobody is left.
    }
  }

  /** The states, such as `S` or `T`, of the processes that are left of it; by the kernel, so on Linux only. */
  states(): string[] {
    const group = String(this.#child.pid);
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(statusOf)
      .filter(([state, , itsGroup]) => itsGroup === group && state !== "Z")
      .map(([state]) => state as string);
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

/** State, parent, group: see proc(5). The name before them may contain anything. */
function statusOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return [];
  }
}
