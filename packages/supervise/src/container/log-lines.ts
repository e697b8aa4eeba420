// The log stream of a container as lines of its two outputs.

import { LineSplitter } from "@skep/core/base";
import type { ContainerLine } from "./container.ts";
import { LogFrames, type LogPart } from "./log-frames.ts";

/** The longest line, in UTF-16 code units; the same as of a process. */
const MAX_LINE = 8_192;

class LineDecoder {
  readonly #source: ContainerLine["source"];
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #splitter = new LineSplitter(MAX_LINE);

  constructor(source: ContainerLine["source"]) {
    this.#source = source;
  }

  push(bytes: Uint8Array): ContainerLine[] {
    return this.#lines(this.#splitter.push(this.#decoder.decode(bytes, { stream: true })));
  }

  end(): ContainerLine[] {
    const lines = this.#splitter.push(this.#decoder.decode());
    return this.#lines([...lines, ...this.#splitter.end()]);
  }

  #lines(lines: readonly string[]): ContainerLine[] {
    return lines.map((line) => ({ source: this.#source, line }));
  }
}

/** With a terminal there are no frames, and one output. */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
  hasTerminal: boolean,
): AsyncGenerator<ContainerLine, void> {
  const decoders = { stdout: new LineDecoder("stdout"), stderr: new LineDecoder("stderr") };
  const frames = new LogFrames();
  const partsOf = (bytes: Uint8Array): LogPart[] =>
    hasTerminal ? [{ source: "stdout", bytes }] : frames.push(bytes);
  for await (const chunk of stream)
    for (const { bytes, source } of partsOf(chunk)) yield* decoders[source].push(bytes);
  yield* decoders.stdout.end();
  yield* decoders.stderr.end();
}
