// docs/simulation.md lists the invariants that are checked. `SKEP_WRITE_DOCS=1` writes the list.

import { readFile, writeFile } from "node:fs/promises";
import { INVARIANTS } from "@skep/testing/simulation";
import { expect, test } from "vitest";

const PAGE = "docs/simulation.md";
const BEGIN = "<!-- invariants: written by pnpm docs -->";
const END = "<!-- end of invariants -->";

function table(): string {
  const rows = Object.entries(INVARIANTS).map(
    ([name, { says, from }]) => `| ${name} | ${says} | ${from.join(", ")} |`,
  );
  return ["| invariant | says | from |", "| --- | --- | --- |", ...rows].join("\n");
}

test("docs/simulation.md is up to date, or else `pnpm docs` writes it", async () => {
  const text = await readFile(PAGE, "utf8");
  const [before = ""] = text.split(BEGIN);
  const [, after = ""] = text.split(END);
  const wanted = `${before}${BEGIN}\n\n${table()}\n\n${END}${after}`;
  if (process.env["SKEP_WRITE_DOCS"] === "1") await writeFile(PAGE, wanted);
  else expect(text).toBe(wanted);
});

test("each invariant of the list is checked somewhere", async () => {
  const sources = [
    "laws.ts",
    "closing.ts",
    "healing.ts",
    "announcements.ts",
    "generation.ts",
    "watched-clock.ts",
    "world.ts",
    "pool-opening.ts",
    "event-reader.ts",
    "independence.ts",
    "acts/user-acts.ts",
    "books/letters.ts",
    "books/mailings.ts",
    "books/origin-book.ts",
    "books/session-book.ts",
    "books/wait.ts",
  ];
  const texts = await Promise.all(
    sources.map((file) => readFile(`packages/testing/src/simulation/${file}`, "utf8")),
  );
  const all = texts.join("\n");
  const unchecked = Object.keys(INVARIANTS).filter((name) => !all.includes(`"${name}"`));
  expect(unchecked).toEqual([]);
});
