// A pool at the client's end of a cable, in a process of its own; its records as if it were here.
import type { PoolEvent } from "skep";
import type { Cable } from "./cable.ts";
import type { Program } from "./program.ts";
import type { PoolingJob } from "./programs/pooling.ts";
import { Records } from "./records.ts";
import type { Stage } from "./stage.ts";
import { SOON } from "./watched.ts";

export interface Heard {
  readonly id: string;
  readonly data: string;
  readonly dial: number;
}

export class DistantPool extends Records {
  readonly #program: Program;

  private constructor(program: Program) {
    super();
    this.#program = program;
    // It ends with its program, whose end is told there.
    void this.#listen().catch(() => {});
  }

  static async start(stage: Stage, cable: Cable, job: PoolingJob): Promise<DistantPool> {
    const session = { ...job.session, retry: { ...SOON, ...job.session?.retry } };
    const { within } = cable;
    return new DistantPool(await stage.program("pooling", { ...job, session }, { within }));
  }

  /** The messages that reached its inbox, up to now. */
  get heard(): Heard[] {
    const lines = this.#program.child.lines.filter((line) => line.startsWith('{"heard"'));
    return lines.map((line) => (JSON.parse(line) as { heard: Heard }).heard);
  }

  /** Asks for the end of it: how long its close took, and how its process ended. */
  async close(): Promise<{ took: number; code: number | null; after: number }> {
    const from = performance.now();
    this.#program.child.kill("SIGTERM");
    const took = await this.#program.said<number>("closed");
    const { code, at } = await this.#program.child.ended;
    return { took, code, after: at - from };
  }

  async #listen(): Promise<void> {
    const { child } = this.#program;
    for (let at = 0; ;) {
      const [line] = await child.line(/^\{"told":.*\}$/, at);
      at = child.lines.indexOf(line, at) + 1;
      this.hear((JSON.parse(line) as { told: PoolEvent }).told);
    }
  }
}
