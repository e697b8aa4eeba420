// A page about an original system: tables of its statements, whose last column names the tests that show each.

import { readFileSync } from "node:fs";

/** A test that shows a statement: its file, as the page links it, and its title. */
export interface Proof {
  readonly file: string;
  readonly title: string;
}

export interface Statement {
  readonly cells: readonly string[];
  readonly proofs: readonly Proof[];
}

/** How the first row of such a table ends. */
const HEAD = "| shown by |";

export class OriginalPage {
  readonly #url: URL;
  readonly #text: string;
  /** The rows of all tables of proofs. */
  readonly statements: readonly Statement[];

  constructor(url: URL) {
    this.#url = url;
    this.#text = readFileSync(url, "utf8");
    this.statements = this.#text
      .split("\n## ")
      .filter((section) => section.includes(HEAD))
      .flatMap((section) => section.split("\n"))
      .filter((line) => line.startsWith("| ") && !line.startsWith("| ---") && !line.endsWith(HEAD))
      .map((line) => {
        const cells = line.slice(2, -2).split(" | ");
        return { cells, proofs: proofsOf(cells.at(-1) ?? "") };
      });
  }

  /** Those with a number in the first cell. */
  get numbers(): number[] {
    const firsts = this.statements.map(({ cells }) => cells[0] ?? "");
    return firsts.filter((first) => /^\d+$/.test(first)).map(Number);
  }

  get proofs(): Proof[] {
    return this.statements.flatMap(({ proofs }) => proofs);
  }

  /** The first cells of those that no test shows, although they apply, and of those that do not apply and name one. */
  get bare(): string[] {
    return this.statements
      .filter(({ cells, proofs }) => {
        const applies = !cells[1]?.startsWith("Does not apply: ");
        return applies ? proofs.length === 0 : cells.at(-1) !== "–";
      })
      .map(({ cells }) => cells[0] ?? "");
  }

  /** Those that name a test which is not in its file. */
  get wrong(): Proof[] {
    const titles = new Map<string, readonly string[]>();
    for (const { file } of this.proofs)
      if (!titles.has(file)) titles.set(file, titlesOf(new URL(file, this.#url)));
    return this.proofs.filter(({ file, title }) => titles.get(file)?.includes(title) !== true);
  }

  /** How many links to tests there are on the page; each has to be read as a proof. */
  get links(): number {
    return [...this.#text.matchAll(/\]\(\.\.\/packages\/[\w/.-]+\.test\.ts\)/g)].length;
  }
}

function proofsOf(cell: string): Proof[] {
  return cell.split("<br>").flatMap((proof) => {
    const [, file, title] = /^\[[\w.-]+\]\(([^)]+)\): (.+)$/.exec(proof) ?? [];
    return file === undefined || title === undefined ? [] : [{ file, title }];
  });
}

/** The titles of the tests of a file that run: those of `test(…)` and `test.each(…)(…)`. */
function titlesOf(file: URL): readonly string[] {
  const code = readFileSync(file, "utf8");
  return [...code.matchAll(/(?:\btest|\))\(\s*("(?:[^"\\\n]|\\.)*"),/g)].map(
    ([, title = '""']) => JSON.parse(title) as string,
  );
}
