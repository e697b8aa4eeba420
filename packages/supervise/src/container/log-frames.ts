// The log stream of the Docker Engine API, cut into its frames: a header of eight bytes, then so many bytes of one output.

import type { ContainerLine } from "./container.ts";

/** A part of what a container wrote to one output. */
export interface LogPart {
  readonly source: ContainerLine["source"];
  readonly bytes: Uint8Array;
}

const HEADER = 8;
const STDERR = 2;

/**
 * "Stream format" of the Docker Engine API, `ContainerAttach`: the first byte names the output, the last four the length, big-endian. A container
 * with a terminal has no frames: there all is standard output.
 *
 * Bound: a header. What belongs to a frame is passed on as it comes.
 */
export class LogFrames {
  #header: number[] = [];
  #left = 0;

  /** The parts in these bytes, in order. */
  push(chunk: Uint8Array): LogPart[] {
    const parts: LogPart[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#left === 0) at = this.#readHeader(chunk, at);
      const end = Math.min(chunk.length, at + this.#left);
      if (end > at) parts.push({ source: this.#source(), bytes: chunk.subarray(at, end) });
      this.#left -= end - at;
      at = end;
    }
    return parts;
  }

  /** Where the header ends, or the bytes do. */
  #readHeader(chunk: Uint8Array, from: number): number {
    if (this.#header.length === HEADER) this.#header = [];
    const end = Math.min(chunk.length, from + HEADER - this.#header.length);
    this.#header.push(...chunk.subarray(from, end));
    if (this.#header.length === HEADER)
      this.#left = this.#header.slice(4).reduce((length, byte) => length * 256 + byte, 0);
    return end;
  }

  #source(): ContainerLine["source"] {
    return this.#header[0] === STDERR ? "stderr" : "stdout";
  }
}
