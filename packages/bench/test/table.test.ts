// Tables for the terminal, and Markdown of them.
import { expect, test } from "vitest";
import { anchorOf, table } from "../src/page/markdown.mjs";
import { tableOf } from "../src/table.mjs";
import { benchmark, result } from "./samples.ts";

test("a table has medians, ratios to each baseline and quartiles, in the order of the variants", () => {
  expect(tableOf(benchmark, result)).toEqual({
    head: ["", "ns", "× raw", "× raw, best"],
    rows: [
      ["raw", "100.0", "1.00 [1.00–1.00]", "1.00"],
      ["skep: <each> & all", "150.0", "1.50 [1.25–1.75]", "1.00"],
    ],
  });
});

test("Markdown keeps its cells apart", () => {
  expect(table(["", "a|b"], [["x", "1"]])).toBe("|  | a\\|b |\n| --- | ---: |\n| x | 1 |");
});

test("anchors are GitHub's", () => {
  expect(anchorOf("The platform's socket, 64 B (Node)")).toBe("the-platforms-socket-64-b-node");
});
