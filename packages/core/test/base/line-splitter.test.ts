// Lines out of text in pieces: examples, and any pieces against a reference that has the whole text.

import { SeededRandom } from "../../src/testing/index.ts";
import { describe, expect, test } from "vitest";
import { LineSplitter } from "../../src/base/line-splitter.ts";

/** All lines of these pieces, and the one without an end. */
function linesOf(pieces: readonly string[], most = 8): string[] {
  const splitter = new LineSplitter(most);
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

/** The whole text at once, one code point after the other. */
function reference(text: string, most: number): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines.flatMap((line) => {
    const parts = [""];
    for (const point of line) {
      if ((parts.at(-1) + point).length > most) parts.push("");
      parts.push(parts.pop() + point);
    }
    return parts;
  });
}

describe("a line splitter", () => {
  test.each([
    ["lines, and the last one without an end", ["a\nb", "c\nd"], ["a", "bc", "d"]],
    ["empty lines", ["\n\na\n\n"], ["", "", "a", ""]],
    ["both kinds of ends, also in two pieces", ["a\r\nb\r", "\nc\n"], ["a", "b", "c"]],
    ["a return that ends no line", ["10%\r20", "%\r"], ["10%\r20%\r"]],
    ["a line of the longest length", ["12345678\n12345678\r", "\n"], ["12345678", "12345678"]],
    ["a longer line", ["1234567", "89\n"], ["12345678", "9"]],
    ["a longer line without an end", ["12345678\r"], ["12345678", "\r"]],
    ["a code point at the bound", ["1234567😀9\n"], ["1234567", "😀9"]],
    [
      "half a code point, which is left as it is",
      ["1234567\ud83d\ud83d\n"],
      ["1234567\ud83d", "\ud83d"],
    ],
    ["nothing", ["", ""], []],
  ])("gives %s", (_, pieces, lines) => {
    expect(linesOf(pieces)).toEqual(lines);
  });

  test("gives a longer line before its end has come, and keeps no more than the bound", () => {
    const splitter = new LineSplitter(8);
    expect(splitter.push("1234567890123456789")).toEqual(["12345678", "90123456"]);
    expect(splitter.push("\n")).toEqual(["789"]);
    expect(splitter.end()).toEqual([]);
  });

  test("gives the same lines in whatever pieces the text comes", () => {
    const random = new SeededRandom(7);
    const alphabet = ["a", "é", "€", "😀", "\r", "\n", "\r\n", "\ufeff", "\u0000", '"'];
    for (let round = 0; round < 20_000; round++) {
      const most = 2 + random.int(6);
      const points = Array.from(
        { length: random.int(24) },
        () => alphabet[random.int(alphabet.length)] ?? "",
      );
      const text = points.join("");
      const pieces: string[] = [""];
      for (const point of points) {
        if (random.int(3) === 0) pieces.push("");
        // A line end may come in two pieces.
        const [first = "", ...more] = point === "\r\n" ? ["\r", "\n"] : [point];
        pieces.push((pieces.pop() ?? "") + first, ...more);
      }
      expect(linesOf(pieces, most), JSON.stringify({ most, pieces })).toEqual(
        reference(text, most),
      );
    }
  });
});
