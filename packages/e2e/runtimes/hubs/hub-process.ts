// A process of one engine with hubs in it, and what it is told.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Answer, Call, StartOptions } from "./call.ts";

/** Milliseconds for one call, and for the end of the process; on a machine that does nothing else they take none. */
const TIMEOUT = 30_000;

export class HubProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #count = 0;
  #said = "";

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr?.on("data", (bytes: Buffer) => (this.#said += bytes.toString()));
    this.#child.once("exit", () => this.#fail());
    this.#child.once("error", (error) => {
      this.#said += String(error);
      this.#fail();
    });
    if (this.#child.stdout !== null)
      createInterface(this.#child.stdout).on("line", (line) => {
        const answer = JSON.parse(line) as Answer;
        this.#waiting.get(answer.id)?.(answer);
      });
  }

  #fail(): void {
    for (const [id, give] of this.#waiting)
      give({ id, error: `the process has ended: ${this.#said}` });
  }

  async call(call: Call["call"], port?: number, ...args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#count;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#child.stdin?.write(`${JSON.stringify({ id, call, port, args })}\n`);
    const late = setTimeout(
      () => this.#waiting.get(id)?.({ id, error: `${call} was not answered: ${this.#said}` }),
      TIMEOUT,
    );
    const { error, value } = await answered;
    clearTimeout(late);
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async start(options: StartOptions = {}): Promise<RemoteHub> {
    return new RemoteHub(this, (await this.call("start", undefined, options)) as number);
  }

  /** Closes all hubs, after which the process has to end by itself. */
  async end(): Promise<void> {
    const exited = once(this.#child, "exit", { signal: AbortSignal.timeout(TIMEOUT) });
    exited.catch(() => {});
    await this.call("end");
    this.#child.stdin?.end();
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`The process ended with ${code}: ${this.#said}`);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** One hub in it. */
export class RemoteHub {
  readonly #process: HubProcess;
  readonly port: number;

  constructor(process: HubProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  call(call: Call["call"], ...args: readonly unknown[]): Promise<unknown> {
    return this.#process.call(call, this.port, ...args);
  }

  /** What its events have told. */
  async told(): Promise<string[]> {
    return (await this.call("told")) as string[];
  }

  /** Resolves when its events have told this so many times. */
  async telling(what: string, times: number = 1): Promise<void> {
    const end = performance.now() + TIMEOUT;
    for (;;) {
      const told = await this.told();
      if (told.filter((each) => each.startsWith(what)).length >= times) return;
      if (performance.now() > end) throw new Error(`"${what}" was not told: ${told.join(", ")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
