// The page about the original supervisor: each of its statements is there, and each test that shows one is a test of the file that it names.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const page = new URL("../../../docs/original-supervise.md", import.meta.url);
const text = readFileSync(page, "utf8");

interface Row {
  readonly cells: readonly string[];
  readonly proofs: readonly { readonly file: string; readonly title: string }[];
}

/** The rows of all tables. */
const rows: readonly Row[] = text
  .split("\n")
  .filter((line) => /^\| (?!---|\| here|the original \|)/.test(line))
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

const numbered = rows.filter(({ cells }) => /^\d+$/.test(cells[0] ?? ""));

describe("the page about the original supervisor", () => {
  test("has each of its 27 statements, and 5 that its tests left out, once and in order", () => {
    const numbers = Array.from({ length: 32 }, (_, index) => index + 1);
    expect(numbered.map(({ cells }) => Number(cells[0]))).toEqual(numbers);
  });

  test("has its faults, too", () => {
    expect(rows.length - numbered.length).toBe(20);
  });

  test("shows each row by a test, or says why it does not apply", () => {
    const bare = rows.filter(({ cells, proofs }) => {
      const applies = !cells[1]?.startsWith("Does not apply: ");
      return applies ? proofs.length === 0 : cells.at(-1) !== "–";
    });
    expect(bare.map(({ cells }) => cells[0])).toEqual([]);
  });

  test("names tests that there are", () => {
    const named = rows.flatMap(({ proofs }) => proofs);
    const files = new Map(
      [...new Set(named.map(({ file }) => file))].map((file) => [file, titlesOf(file)]),
    );
    expect(named.filter(({ file, title }) => !files.get(file)?.includes(title))).toEqual([]);
    expect(named.length).toBeGreaterThan(60);
  });
});
