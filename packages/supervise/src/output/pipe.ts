// One pipe from a process, always read to its end, so that the process never waits for a reader: bytes in, lines out.

import type { Readable } from "node:stream";
import { type Clock, ExitGrace, LineSplitter } from "@skep/core/base";
import { OutputRing } from "./output-lines.ts";

/** The longest line, in UTF-16 code units; the same that a hub streams. */
const MAX_LINE = 8_192;

/** How much is kept of a pipe, and on which clock it is waited for. */
export interface PipeOptions {
  readonly outputLines: number;
  readonly clock: Clock;
}

export class Pipe {
  readonly lines: OutputRing;
  readonly #clock: Clock;
  readonly #splitter = new LineSplitter(MAX_LINE);
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #grace: ExitGrace | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor({ outputLines, clock }: PipeOptions) {
    this.lines = new OutputRing(outputLines, clock);
    this.#clock = clock;
  }

  open(stream: Readable): void {
    const grace = new ExitGrace(this.#clock, () => stream.destroy());
    this.#grace = grace;
    this.#ended = new Promise((resolve) => {
      stream.once("close", () => {
        grace.heard();
        this.close();
        resolve();
      });
    });
    // Its end is told all the same, by `close`.
    stream.on("error", () => {});
    stream.on("data", (chunk: Uint8Array) => {
      grace.heard();
      this.#push(this.#decoder.decode(chunk, { stream: true }));
      grace.count(chunk.length);
      grace.wait();
    });
    grace.wait();
  }

  /** Nothing comes any more, or nothing ever came. A second call changes nothing. */
  close(): void {
    this.#push(this.#decoder.decode());
    for (const line of this.#splitter.end()) this.lines.push(line);
    this.lines.end();
  }

  /** The process has exited. Resolves when what it wrote has been read: who left its group may hold the pipe for ever. */
  drained(): Promise<void> {
    this.#grace?.begin();
    return this.#ended;
  }

  #push(text: string): void {
    for (const line of this.#splitter.push(text)) this.lines.push(line);
  }
}
