// Lines of a runner: out of chunks of any size, and none longer than the bound.

import { describe, expect, test } from "vitest";
import { linesOf } from "../../programs/runner/lines.ts";

async function read(...chunks: readonly string[]): Promise<string[]> {
  async function* all(): AsyncGenerator<string, void> {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of linesOf(all())) lines.push(line);
  return lines;
}

describe("lines", () => {
  test("are cut out of chunks", async () => {
    expect(await read("a\nb", "c\r", "\n\nd")).toEqual(["a", "bc", "", "d"]);
    expect(await read("", "a\n", "")).toEqual(["a"]);
  });

  test("are no longer than the bound, and no character is torn", async () => {
    const long = "x".repeat(3_999);
    expect(await read(`${long}😀y\n`)).toEqual([long, "😀y"]);
    expect(await read(long, "😀", "y")).toEqual([long, "😀y"]);
    const pieces = await read("x".repeat(9_000), "x".repeat(3_000), "\r\n");
    expect(pieces.map(({ length }) => length)).toEqual([4_000, 4_000, 4_000]);
  });
});
