// The build log as its user has it: built, a hub and a runner in processes of their own. The packages come from their sources, as they are not
// published yet.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, defaultClientConditions, defaultServerConditions } from "vite";
import { Child } from "./child.ts";
import { root } from "./outside.ts";
import { freePort } from "./stage.ts";

const EXAMPLE = join(root, "examples/build-log");

export class BuildLog {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  hub: Child;
  readonly #runners: Child[] = [];

  private constructor(port: number, folder: string, hub: Child) {
    this.#port = port;
    this.url = `http://127.0.0.1:${port}/`;
    this.#folder = folder;
    this.hub = hub;
  }

  /** Builds it all, and starts a hub. */
  static async start(): Promise<BuildLog> {
    const folder = mkdtempSync(join(tmpdir(), "skep-build-log-"));
    await buildInto(folder);
    const port = await freePort();
    return new BuildLog(port, folder, await startHub(folder, port));
  }

  /** A program of the example, as it was built. */
  program(name: string): string {
    return programOf(this.#folder, name);
  }

  /** A runner of its own jobs. */
  run(): Child {
    return this.#run([]);
  }

  /** A runner of this command, under this name. */
  runCommand(name: string, ...command: readonly string[]): Child {
    return this.#run(["--name", name, "--", ...command]);
  }

  #run(args: readonly string[]): Child {
    const url = `${this.url.replace("http", "ws")}hub`;
    const runner = Child.start(process.execPath, [this.program("runner"), "--url", url, ...args]);
    this.#runners.push(runner);
    return runner;
  }

  /** The hub is gone at once, and says nothing. */
  async killHub(): Promise<void> {
    await this.hub.stop();
  }

  async startHub(): Promise<void> {
    this.hub = await startHub(this.#folder, this.#port);
  }

  async endRunners(): Promise<void> {
    for (const runner of this.#runners.splice(0)) await runner.stop();
  }

  /** As Ctrl-C does it; the exit code of the hub. */
  async stop(): Promise<number | null> {
    await this.endRunners();
    this.hub.kill("SIGINT");
    const { code } = await this.hub.ended;
    rmSync(this.#folder, { recursive: true, force: true });
    return code;
  }
}

async function startHub(folder: string, port: number): Promise<Child> {
  const hub = Child.start(process.execPath, [programOf(folder, "hub"), "--port", String(port)]);
  await hub.line(/^The page: /);
  return hub;
}

const programOf = (folder: string, name: string): string =>
  join(folder, "dist/programs", `${name}.js`);

async function buildInto(folder: string): Promise<void> {
  const common = { root: EXAMPLE, logLevel: "error" } as const;
  const outDir = (name: string): string => join(folder, "dist", name);
  await build({
    ...common,
    resolve: { conditions: ["@skep/source", ...defaultClientConditions] },
    build: { outDir: outDir("page") },
  });
  await build({
    ...common,
    ssr: { resolve: { conditions: ["@skep/source", ...defaultServerConditions] } },
    build: { ssr: true, outDir: outDir("programs") },
  });
}
