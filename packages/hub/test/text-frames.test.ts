// The frames of a hub, byte for byte.

import { describe, expect, test } from "vitest";
import { textFrames } from "../src/text-frames.ts";
import { FrameReader } from "./support/frame-reader.ts";

const headOf = (text: string): number[] => {
  const frame = textFrames([text]);
  return [...frame.subarray(0, frame.length - Buffer.byteLength(text))];
};

describe("a text frame", () => {
  test("has the shortest header of RFC 6455 5.2 for its length", () => {
    expect(headOf("")).toEqual([0x81, 0]);
    expect(headOf("x".repeat(125))).toEqual([0x81, 125]);
    expect(headOf("x".repeat(126))).toEqual([0x81, 126, 0, 126]);
    expect(headOf("x".repeat(65_535))).toEqual([0x81, 126, 255, 255]);
    expect(headOf("x".repeat(65_536))).toEqual([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
  });

  test("counts bytes of UTF-8, and the example of RFC 6455 5.7 is what it is there", () => {
    expect([...textFrames(["Hello"])]).toEqual([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
    expect([...textFrames(["ä€😀"])]).toEqual([0x81, 9, ...Buffer.from("ä€😀")]);
    expect(headOf("€".repeat(42))).toEqual([0x81, 126, 0, 126]);
  });

  test("stands behind the one before it, and no text gives no bytes", () => {
    const texts = ["one", "", "é".repeat(70), "x".repeat(70_000), "last"];
    const reader = new FrameReader();
    reader.take(textFrames(texts));
    expect(reader.frames.map(({ payload }) => payload.toString())).toEqual(texts);
    expect(reader.rest.length).toBe(0);
    expect(textFrames([]).length).toBe(0);
  });

  test("holds no memory but its own", () => {
    const { buffer, length } = textFrames(["short"]);
    expect(buffer.byteLength).toBe(length);
  });
});
