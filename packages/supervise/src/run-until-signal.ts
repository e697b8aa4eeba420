// The main of a program: a tree runs until it has ended or a signal of the system asks for its end, and the exit code says how that went.

import {
  checkMembers,
  checkNames,
  type Clock,
  ConfigError,
  handled,
  LONGEST_DELAY,
  systemClock,
  type Timer,
} from "@skep/core/base";
import type { ExitReport } from "./exit-report.ts";
import { checkTimeout } from "./option-checks.ts";
import type { ManagedWorker } from "./worker.ts";

/** The `process` of Node, Deno or Bun, by its shape. */
export interface ProcessLike {
  readonly pid?: number | undefined;
  on(signal: string, listener: () => void): unknown;
  off(signal: string, listener: () => void): unknown;
  emitWarning?(warning: string): void;
}

/** How a program ends. */
export interface RunUntilSignalOptions {
  /** Milliseconds that the tree has to end after a signal; then it is forced. Default: 10,000; from 0, or `Infinity`. */
  readonly timeout?: number | undefined;
  /** Where signals come from. Default: the `process` of the runtime. */
  readonly process?: ProcessLike | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
}

/** By number, as in POSIX. The exit code of a program that ends by a signal is that and 128. */
const SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Starts a tree that was not started, and waits for its end. The first SIGINT, SIGTERM or SIGHUP stops it within `timeout`; a second one forces
 * it at once. Resolves with an exit code, for `process.exit`: 0 where it finished or was stopped; the code of its report, as of a significant
 * child, where that has one, and 128 with the number of the signal that ended it, where that is known; 128 with the number of the second signal; else 1. A start
 * that fails gives 1, with a warning that says why. The program stays alive as long as the tree runs, whatever else keeps it. As PID 1, which has to reap the orphans of others, it warns, as Node does not: start the
 * container with `--init`.
 */
export async function runUntilSignal(
  tree: ManagedWorker,
  options: RunUntilSignalOptions = {},
): Promise<number> {
  checkNames(options, ["timeout", "process", "clock"]);
  const { timeout = 10_000, clock = systemClock() } = options;
  const host = options.process ?? (globalThis as { process?: ProcessLike }).process;
  checkMembers("tree", tree ?? null, ["start", "stop", "wait", "state"]);
  checkTimeout("timeout", timeout);
  if (host === undefined) throw new ConfigError("process", "given where there is none", host);
  checkMembers("process", host ?? null, ["on", "off"]);
  checkMembers("clock", clock, ["now", "wall", "schedule"]);
  if (host.pid === 1) host.emitWarning?.(AS_INIT);
  const release = keepAlive(clock);
  return new Program(tree, host, timeout).run().finally(release);
}

/** A function that waits for its signal holds nothing that would keep Node running. */
function keepAlive(clock: Clock): () => void {
  const arm = (): Timer => clock.schedule(LONGEST_DELAY, () => (timer = arm()));
  let timer = arm();
  return () => timer.cancel();
}

const AS_INIT =
  "This program is PID 1 and does not reap orphans, which stay as zombies: start its container with an init, such as `docker run --init`.";

class Program {
  readonly #tree: ManagedWorker;
  readonly #host: ProcessLike;
  readonly #timeout: number;
  readonly #received: string[] = [];

  constructor(tree: ManagedWorker, host: ProcessLike, timeout: number) {
    this.#tree = tree;
    this.#host = host;
    this.#timeout = timeout;
  }

  async run(): Promise<number> {
    const listeners = Object.keys(SIGNALS).map(
      (signal) => [signal, () => this.#receive(signal)] as const,
    );
    for (const [signal, listener] of listeners) this.#host.on(signal, listener);
    try {
      const { status } = this.#tree.state();
      if (status === "created") await this.#start();
      return this.#codeOf(await this.#tree.wait());
    } finally {
      for (const [signal, listener] of listeners) this.#host.off(signal, listener);
    }
  }

  /** Its report says the same as its rejection. */
  async #start(): Promise<void> {
    try {
      await this.#tree.start();
    } catch (error) {
      if (this.#received.length === 0) this.#host.emitWarning?.(String(error));
    }
  }

  #receive(signal: string): void {
    this.#received.push(signal);
    const timeout = this.#received.length === 1 ? this.#timeout : 0;
    // A tree of the application's own may break its promise, and is waited for all the same.
    void handled((async () => this.#tree.stop({ timeout }))());
  }

  #codeOf({ status, code, signal }: ExitReport): number {
    const [, second] = this.#received;
    if (second !== undefined) return 128 + (SIGNALS[second] as number);
    if (status === "finished" || status === "stopped") return 0;
    if (code !== undefined && code !== 0) return code;
    const number = signal === undefined ? undefined : NUMBERS[signal];
    return number === undefined ? 1 : 128 + number;
  }
}

/** Signals that end processes, by their number on Linux (signal(7), x86 and ARM). */
const NUMBERS: Readonly<Record<string, number>> = {
  ...SIGNALS,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGSYS: 31,
};
