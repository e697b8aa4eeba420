// A broker as a process, in a scratch folder on a free port: it can be killed, stopped for a while, set back, and started again with or without its data.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "../child.ts";
import { eventually, freePort } from "../stage.ts";
import { startAgain } from "./start-again.ts";

/** The port that a server listens on, and the folder that its data are in. */
export interface ServerPlace {
  readonly port: number;
  readonly folder: string;
}

/** Starts it at a free place; leaves nothing behind where it rejects. */
export function startServer<S extends BrokerServer>(make: (place: ServerPlace) => S): Promise<S> {
  return startAgain(async () => {
    const folder = await mkdtemp(join(tmpdir(), "skep-broker-"));
    const server = make({ port: await freePort(), folder });
    try {
      await server.begin();
      return server;
    } catch (error) {
      await server.end();
      throw error;
    }
  });
}

export abstract class BrokerServer {
  readonly port: number;
  readonly #folder: string;
  #child: Child | undefined;

  protected constructor({ folder, port }: ServerPlace) {
    this.port = port;
    this.#folder = folder;
  }

  /** The program and its arguments. */
  protected abstract command(): Promise<readonly [string, ...string[]]>;
  protected abstract answers(): Promise<boolean>;

  /** Keeps its data as they are, so that it can be set back. */
  abstract save(): Promise<void>;
  /** Kills it and starts it again, with the data that were saved. */
  abstract restore(): Promise<void>;
  /** Kills it and starts it again, without its data. */
  abstract restartEmpty(): Promise<void>;

  protected fileOf(name: string): string {
    return join(this.#folder, name);
  }

  /** Starts it, after its end; resolves when it answers. */
  async begin(): Promise<void> {
    const [program, ...args] = await this.command();
    const child = Child.start(program, args);
    this.#child = child;
    let isOver = false;
    void child.ended.then(() => (isOver = true));
    await eventually(async () => isOver || (await this.answers()));
    if (isOver) throw new Error(`It did not start:\n${child.lines.join("\n")}`);
  }

  /** Kills it, without a word to its clients. */
  async kill(): Promise<void> {
    await this.#child?.stop();
  }

  /** Kills it and starts it again, with its data. */
  async restart(): Promise<void> {
    await this.kill();
    await this.begin();
  }

  /** It does nothing any more, but its connections stay. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  async end(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
