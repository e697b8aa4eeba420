// docs/simulation.md lists the invariants that are checked. `SKEP_WRITE_DOCS=1` writes the list.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { INVARIANTS } from "@skep/testing/simulation";
import { expect, test } from "vitest";

const PAGE = "docs/simulation.md";
const SOURCES = "packages/testing/src/simulation";
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
  const all = await readdir(SOURCES, { recursive: true });
  const files = all.filter((file) => file.endsWith(".ts") && !file.endsWith("invariants.ts"));
  const texts = await Promise.all(files.map((file) => readFile(`${SOURCES}/${file}`, "utf8")));
  const unchecked = Object.keys(INVARIANTS).filter(
    (name) => !texts.some((text) => text.includes(`"${name}"`)),
  );
  expect(unchecked).toEqual([]);
});
