// Several messages in one frame.

import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { batchesOf } from "../src/batch.ts";

const piece = (bytes: number, text = "x".repeat(bytes)): { text: string; bytes: number } => ({
  text,
  bytes,
});

const framesOf = (pieces: readonly { text: string; bytes: number }[], max?: number): string[] =>
  batchesOf(pieces, max).map((batch) => batch.map(({ text }) => text).join("\n"));

describe("a batch", () => {
  test("is one frame as long as it fits", () => {
    expect(framesOf([piece(2), piece(3)], 6)).toEqual(["xx\nxxx"]);
    expect(framesOf([piece(2), piece(3)], 5)).toEqual(["xx", "xxx"]);
    expect(framesOf([])).toEqual([]);
  });

  test("of any messages holds all of them in order, in frames that are as few as they can be", () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 300; round++) {
      const pieces = Array.from({ length: random.int(40) }, () => piece(1 + random.int(30)));
      const frames = framesOf(pieces, 64);
      expect(frames.join("\n").split("\n")).toEqual(
        frames.length === 0 ? [""] : pieces.map(({ text }) => text),
      );
      expect(frames.every(({ length }) => length <= 64)).toBe(true);
      // No two neighbours would fit into one.
      for (const [at, frame] of frames.slice(1).entries())
        expect(
          (frames[at] as string).length + 1 + (frame.split("\n")[0] as string).length,
        ).toBeGreaterThan(64);
    }
  });

  test("counts bytes, not characters, and a message that is too long stands alone", () => {
    expect(framesOf([piece(4, "ää"), piece(1)], 5)).toEqual(["ää", "x"]);
    expect(framesOf([piece(1), piece(9), piece(1)], 5)).toEqual(["x", "xxxxxxxxx", "x"]);
  });
});
