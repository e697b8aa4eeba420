// Programs of these tests, each in a Node process of its own, from sources; they speak JSON by the line.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child } from "./child.ts";
import { bundleText } from "./bundle.ts";

const texts = new Map<string, Promise<string>>();

export interface ProgramOptions {
  /** Of Node. */
  readonly flags?: readonly string[];
  /** A command line that runs another, as in a namespace. */
  readonly within?: readonly string[];
  /** Another Node than ours. */
  readonly executable?: string;
}

export class Program {
  readonly child: Child;
  readonly #folder: string;
  /** Up to where `said` has listened. */
  #from = 0;

  private constructor(child: Child, folder: string) {
    this.child = child;
    this.#folder = folder;
  }

  /** Starts `programs/<name>.ts` with one argument, as JSON. */
  static async start(
    name: string,
    argument: unknown,
    { flags = [], within = [], executable = process.execPath }: ProgramOptions = {},
  ): Promise<Program> {
    const folder = await mkdtemp(join(tmpdir(), "skep-e2e-"));
    const outfile = join(folder, `${name}.mjs`);
    await writeFile(outfile, await bundled(name));
    const node = [executable, ...flags, outfile, JSON.stringify(argument)];
    const [command, ...args] = [...within, ...node] as [string, ...string[]];
    return new Program(Child.start(command, args), folder);
  }

  async stop(): Promise<void> {
    await this.child.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The next line that has a member of that name. */
  async said<T>(member: string): Promise<T> {
    for (;;) {
      const [line] = await this.child.line(/^\{.*\}$/, this.#from);
      this.#from = this.child.lines.indexOf(line, this.#from) + 1;
      const facts = JSON.parse(line) as Record<string, T>;
      if (member in facts) return facts[member] as T;
    }
  }
}

/** Bundled once for all that run it. */
function bundled(name: string): Promise<string> {
  const text = texts.get(name) ?? bundleText(entryOf(name));
  texts.set(name, text);
  return text;
}

const entryOf = (name: string): string =>
  fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
