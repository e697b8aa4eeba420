// The page about the original watcher: each of its statements is there, and each test that shows one is a test of the file that it names.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const page = new URL("../../../docs/original-watch.md", import.meta.url);
const text = readFileSync(page, "utf8");

interface Row {
  readonly cells: readonly string[];
  readonly proofs: readonly { readonly file: string; readonly title: string }[];
}

/** The rows of all tables whose last column says what shows them. */
const rows: readonly Row[] = text
  .split("\n## ")
  .filter((section) => section.includes("| shown by |"))
  .flatMap((section) => section.split("\n").filter((line) => /^\| (?!---|\| )/.test(line)))
  .map((line) => {
    const cells = line.slice(2, -2).split(" | ");
    return { cells, proofs: proofsOf(cells.at(-1) ?? "") };
  });

function proofsOf(cell: string): Row["proofs"] {
  return cell.split("<br>").flatMap((proof) => {
    const [, file, title] = /^\[[\w.-]+\]\(([^)]+)\): (.+)$/.exec(proof) ?? [];
    return file === undefined || title === undefined ? [] : [{ file, title }];
  });
}

/** The titles of the tests of a file that run: those of `test(…)` and `test.each(…)(…)`. */
function titlesOf(file: string): readonly string[] {
  const code = readFileSync(new URL(file, page), "utf8");
  return [...code.matchAll(/(?:\btest|\))\(\s*("(?:[^"\\\n]|\\.)*"),/g)].map(
    ([, title = '""']) => JSON.parse(title) as string,
  );
}

describe("the page about the original watcher", () => {
  test("has each of its 15 statements, once and in order, and what no test of it said", () => {
    const numbers = rows.map(({ cells }) => Number(cells[0])).filter((number) => number > 0);
    expect(numbers).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
    expect(rows.length).toBe(15 + 8);
  });

  test("shows each row by a test", () => {
    expect(rows.filter(({ proofs }) => proofs.length === 0).map(({ cells }) => cells[0])).toEqual(
      [],
    );
  });

  test("names tests that there are", () => {
    const named = rows.flatMap(({ proofs }) => proofs);
    const files = new Map(
      [...new Set(named.map(({ file }) => file))].map((file) => [file, titlesOf(file)]),
    );
    expect(named.filter(({ file, title }) => !files.get(file)?.includes(title))).toEqual([]);
  });

  test("leaves nothing in its cells that is not read", () => {
    const links = [...text.matchAll(/\]\(\.\.\/packages\/[\w/.-]+\.test\.ts\)/g)].length;
    expect(rows.flatMap(({ proofs }) => proofs).length).toBe(links);
  });
});
