// A pipe that is always read: bytes in pieces, an end with and without a last line, and one that somebody holds open.

import { PassThrough } from "node:stream";
import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { Pipe } from "../../src/output/pipe.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function opened(): { pipe: Pipe; stream: PassThrough; clock: ManualClock } {
  const clock = new ManualClock();
  const pipe = new Pipe({ outputLines: 10, clock });
  const stream = new PassThrough();
  pipe.open(stream);
  return { pipe, stream, clock };
}

test("bytes become lines wherever they are cut", async () => {
  const { pipe, stream } = opened();
  for (const byte of Buffer.from("é\r\n\nlast")) stream.write(Buffer.of(byte));
  stream.end();
  await pipe.drained();
  expect(pipe.lines.recent()).toEqual(["é", "", "last"]);
});

test("what is no UTF-8 becomes U+FFFD, also at the end", async () => {
  const { pipe, stream } = opened();
  stream.end(Buffer.from([0x61, 0xff, 0x0a, 0xc3]));
  await pipe.drained();
  expect(pipe.lines.recent()).toEqual(["a\ufffd", "\ufffd"]);
});

test("a pipe that fails has ended", async () => {
  const { pipe, stream } = opened();
  stream.write("a\nb");
  await turn();
  stream.destroy(new Error("broken"));
  await pipe.drained();
  expect(pipe.lines.recent()).toEqual(["a", "b"]);
});

test("a pipe that somebody holds open after the exit is left after a moment", async () => {
  const { clock, pipe, stream } = opened();
  stream.write("a\n");
  await turn();
  const drained = pipe.drained();
  clock.advance(1_000);
  await turn();
  clock.advance(1);
  await drained;
  expect([pipe.lines.recent(), stream.destroyed]).toEqual([["a"], true]);
});

test("a pipe that was never opened has no lines, and is closed once", async () => {
  const pipe = new Pipe({ outputLines: 10, clock: new ManualClock() });
  const reading = pipe.lines.read().next();
  pipe.close();
  pipe.close();
  await pipe.drained();
  expect(await reading).toMatchObject({ done: true });
});
