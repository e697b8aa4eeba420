// The log stream of an engine: frames, cut anywhere, as lines of two outputs.

import { SeededRandom } from "@skep/core/testing";
import { expect, test } from "vitest";
import type { ContainerLine } from "../../src/container/container.ts";
import { linesOf } from "../../src/container/log-lines.ts";

const encoder = new TextEncoder();

function frame(source: 1 | 2, text: string): number[] {
  const bytes = encoder.encode(text);
  return [source, 0, 0, 0, 0, 0, bytes.length >> 8, bytes.length & 255, ...bytes];
}

async function* streamOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  yield* pieces;
}

async function read(pieces: readonly Uint8Array[], terminal = false): Promise<ContainerLine[]> {
  const lines: ContainerLine[] = [];
  for await (const line of linesOf(streamOf(pieces), terminal)) lines.push(line);
  return lines;
}

const BYTES = Uint8Array.from([
  ...frame(1, "one\ntw"),
  ...frame(2, "err\r\n"),
  ...frame(1, ""),
  ...frame(1, "o\n"),
  ...frame(2, "é"),
  ...frame(1, "x".repeat(300)),
]);
const LINES = [
  { source: "stdout", line: "one" },
  { source: "stderr", line: "err" },
  { source: "stdout", line: "two" },
  { source: "stdout", line: "x".repeat(300) },
  { source: "stderr", line: "é" },
];

test("frames become lines of their output", async () => {
  expect(await read([BYTES])).toEqual(LINES);
});

test("frames become the same lines wherever the stream is cut", async () => {
  const random = new SeededRandom(3);
  expect(await read([...BYTES].map((byte) => Uint8Array.of(byte)))).toEqual(LINES);
  for (let round = 0; round < 500; round++) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < BYTES.length;) {
      const end = at + 1 + random.int(40);
      pieces.push(BYTES.subarray(at, end));
      at = end;
    }
    expect(await read(pieces)).toEqual(LINES);
  }
});

test("a container with a terminal has no frames and one output", async () => {
  const pieces = [encoder.encode("a\r\nb"), encoder.encode("c")];
  expect(await read(pieces, true)).toEqual([
    { source: "stdout", line: "a" },
    { source: "stdout", line: "bc" },
  ]);
});

test("a stream that ends within a frame gives what has come", async () => {
  const [whole] = [Uint8Array.from(frame(1, "abcdef"))];
  expect(await read([whole.subarray(0, 11)])).toEqual([{ source: "stdout", line: "abc" }]);
  expect(await read([whole.subarray(0, 5)])).toEqual([]);
});
