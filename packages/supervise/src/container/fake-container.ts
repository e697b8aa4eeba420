// A container in memory, for tests of whoever runs containers: it does what it is told, and remembers what it was asked.

import { ContainerError } from "../errors.ts";
import type {
  Container,
  ContainerCallOptions,
  ContainerDescription,
  ContainerExit,
  ContainerLine,
  ContainerStartContext,
  ContainerStatus,
  ContainerStopOptions,
} from "./container.ts";
import { whenAborted } from "@skep/core/base";

/** What a fake container is like. */
export interface FakeContainerOptions {
  /** What `inspect` tells. Default: an image `fake`, no ports, no labels. */
  readonly description?: Partial<ContainerDescription> | undefined;
  /** What it writes when it is started. Default: one line that names it. */
  readonly lines?: readonly string[] | undefined;
  /** It does not end when it is asked to, and has to be forced. Default: `false`. */
  readonly stubborn?: boolean | undefined;
  /** What its start rejects with. Default: nothing. */
  readonly refuses?: Error | undefined;
}

/** A container in memory, and what a test does to it. */
export interface FakeContainer extends Container {
  /** Whether it runs, as its engine knows, whether that can be reached or not. */
  readonly isRunning: boolean;
  /** What it was started with. */
  readonly context: ContainerStartContext | undefined;
  /** It ends by itself. */
  exit(code?: number): void;
  /** It writes a line. */
  write(line: string, source?: ContainerLine["source"]): void;
  /** Its engine cannot be reached: calls that are under way and new ones reject. */
  disconnect(): void;
  /** Its engine can be reached again. */
  reconnect(): void;
  /** Somebody removes it. */
  vanish(): void;
}

/** A container that is none. It is created, and does not run before it is started. */
export function fakeContainer(id: string, options: FakeContainerOptions = {}): FakeContainer {
  return new Fake(id, options);
}

class Fake implements FakeContainer {
  readonly id: string;
  readonly #options: FakeContainerOptions;
  readonly #lines: ContainerLine[] = [];
  /** Called at each change: those that wait look again. */
  readonly #waiting = new Set<() => void>();
  context: ContainerStartContext | undefined;
  #status: Exclude<ContainerStatus, "unknown"> = "created";
  #exit: ContainerExit = { code: 0 };
  #isConnected = true;

  constructor(id: string, options: FakeContainerOptions) {
    this.id = id;
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#status === "running";
  }

  async start(context: ContainerStartContext): Promise<void> {
    context.signal?.throwIfAborted();
    this.#reach();
    if (this.#status !== "created")
      throw new ContainerError(
        `The container ${this.id} was started before: it is ${this.#status}.`,
      );
    if (this.#options.refuses !== undefined) throw this.#options.refuses;
    this.context = context;
    this.#status = "running";
    for (const line of this.#options.lines ?? [`${this.id} runs`]) this.write(line);
  }

  async stop({ force = false, signal }: ContainerStopOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    this.#reach();
    if (!this.isRunning || (this.#options.stubborn === true && !force)) return;
    this.#end({ code: force ? 137 : 143, interrupted: !force });
  }

  async inspect({ signal }: ContainerCallOptions = {}): Promise<ContainerDescription> {
    signal?.throwIfAborted();
    this.#reach();
    return { image: "fake", ports: [], labels: {}, ...this.#options.description };
  }

  async *logs({ signal }: ContainerCallOptions = {}): AsyncGenerator<ContainerLine, void> {
    for (let at = 0; ; at++) {
      await this.#until(() => at < this.#lines.length || !this.isRunning, signal);
      const line = this.#lines[at];
      if (line === undefined) return;
      yield line;
    }
  }

  async status(): Promise<ContainerStatus> {
    return this.#isConnected ? this.#status : "unknown";
  }

  async wait({ signal }: ContainerCallOptions = {}): Promise<ContainerExit> {
    await this.#until(() => !this.isRunning, signal);
    if (this.#status === "exited") return this.#exit;
    throw new ContainerError(`The container ${this.id} is ${this.#status}.`);
  }

  exit(code: number = 0): void {
    if (this.isRunning) this.#end({ code });
  }

  write(line: string, source: ContainerLine["source"] = "stdout"): void {
    this.#lines.push({ source, line });
    this.#tell();
  }

  disconnect(): void {
    this.#isConnected = false;
    this.#tell();
  }

  reconnect(): void {
    this.#isConnected = true;
  }

  vanish(): void {
    this.#status = "missing";
    this.#tell();
  }

  #end(exit: ContainerExit): void {
    this.#exit = exit;
    this.#status = "exited";
    this.#tell();
  }

  #reach(): void {
    if (!this.#isConnected) throw new ContainerError(`The engine of ${this.id} cannot be reached.`);
  }

  #tell(): void {
    for (const look of this.#waiting) look();
  }

  async #until(isTrue: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      this.#reach();
      if (isTrue()) return;
      await new Promise<void>((resolve) => {
        const unsubscribe = signal && whenAborted(signal, () => look());
        const look = (): void => {
          this.#waiting.delete(look);
          unsubscribe?.();
          resolve();
        };
        this.#waiting.add(look);
      });
    }
  }
}
