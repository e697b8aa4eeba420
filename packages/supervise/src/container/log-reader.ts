// Reads the logs of a container into two rings of lines. Where it has to begin again, it leaves out what it has read before.

import type { OutputRing } from "../output/output-lines.ts";
import type { Container, ContainerLine } from "./container.ts";

/** Where the lines of each output go. */
export type LogRings = Readonly<Record<ContainerLine["source"], OutputRing>>;

export class LogReader {
  readonly #container: Container;
  readonly #rings: LogRings;
  /** Lines of each that were read so far. */
  readonly #read = { stdout: 0, stderr: 0 };

  constructor(container: Container, rings: LogRings) {
    this.#container = container;
    this.#rings = rings;
  }

  /** How many lines were read so far. */
  get count(): number {
    return this.#read.stdout + this.#read.stderr;
  }

  /** To the end of the container; rejects where the engine was lost before. An engine gives the same lines in the same order each time. */
  async read(signal: AbortSignal): Promise<void> {
    const seen = { stdout: 0, stderr: 0 };
    for await (const { line, source } of this.#container.logs({ signal })) {
      if (++seen[source] <= this.#read[source]) continue;
      this.#read[source]++;
      this.#rings[source].push(line);
    }
  }
}
