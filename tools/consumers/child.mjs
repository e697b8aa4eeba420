// Processes that are started for a project. Each has a process group of its own, so that what it starts ends with it.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

const LAST_CHARACTERS = 4_000;
const hasWarden = spawnSync("setpriv", ["--version"]).status === 0;

/** A process that runs until it is stopped. `output` is all that it wrote. */
export class Child {
  output = "";
  stdout = "";
  #process;
  #command;
  #ended;
  #exited;
  #heard = new Set();

  constructor(command, args, { cwd, env = {} } = {}) {
    this.#command = [command, ...args].join(" ");
    // The kernel ends it when this process ends, however it does.
    const warden = hasWarden ? ["setpriv", "--pdeathsig", "KILL"] : [];
    const [program, ...rest] = [...warden, command, ...args];
    this.#process = spawn(program, rest, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#listen();
    this.#exited = once(this.#process, "exit").catch(() => {});
    this.#ended = once(this.#process, "close").catch((error) => [error.message]);
  }

  /** Settles when it has ended by itself: resolves for the exit code 0, rejects otherwise. */
  async success() {
    const [code, signal] = await this.#ended;
    if (code !== 0) throw new Error(this.describe(`ended with ${signal ?? code}`));
    return this;
  }

  /** Resolves with the first match in what it writes; rejects when it ends without. */
  async says(pattern) {
    let isOver = false;
    void this.#ended.then(() => (isOver = true));
    for (;;) {
      const match = this.output.match(pattern);
      if (match !== null) return match;
      if (isOver) throw new Error(this.describe(`ended without ${pattern}`));
      await Promise.race([this.#ended, new Promise((resolve) => this.#heard.add(resolve))]);
    }
  }

  async stop() {
    const { pid } = this.#process;
    // It has none where the program was not found.
    if (pid === undefined) return;
    endGroup(pid);
    await this.#exited;
    // What left the group may hold the outputs for longer.
    for (const stream of [this.#process.stdout, this.#process.stderr]) stream.destroy();
  }

  describe(what) {
    const shown = this.output.trim().slice(-LAST_CHARACTERS);
    return `${this.#command} ${what}${shown === "" ? "" : `:\n${shown}`}`;
  }

  #listen() {
    const { stdout, stderr } = this.#process;
    for (const stream of [stdout, stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.output += text;
        if (stream === stdout) this.stdout += text;
        for (const wake of this.#heard) wake();
        this.#heard.clear();
      });
    }
  }
}

function endGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group is gone.
  }
}

/** Runs a command to its end, which has to come within `timeout` milliseconds. */
export async function runChild(command, args, { timeout, signal, ...options }) {
  signal?.throwIfAborted();
  const child = new Child(command, args, options);
  const tooLate = AbortSignal.timeout(timeout);
  const either = AbortSignal.any([tooLate, ...(signal ? [signal] : [])]);
  const stopped = once(either, "abort").then(() => {
    throw new Error(
      child.describe(tooLate.aborted ? `took more than ${timeout} ms` : "was stopped"),
    );
  });
  try {
    return await Promise.race([child.success(), stopped]);
  } finally {
    await child.stop();
    stopped.catch(() => {});
  }
}
