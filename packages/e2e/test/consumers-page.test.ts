// docs/consumers.md has a row for each project of `packages/e2e/consumers`, and its code is theirs. `SKEP_WRITE_DOCS=1` writes the table.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { consumers, consumersTable, KINDS, pinned } from "./support/consumers-page.ts";

const page = new URL("../../../docs/consumers.md", import.meta.url);
const BLOCK =
  /^In \[[^\]]+\]\(\.\.\/(packages\/e2e\/consumers\/[^)]+)\):\n\n```\w+\n([^]*?)^```$/gm;

function text(): string {
  return readFileSync(page, "utf8");
}

function withTable(whole: string, table: string): string {
  return whole.replace(
    /(<!-- consumers -->\n)[^]*(\n<!-- \/consumers -->)/,
    (_, before: string, after: string) => `${before}\n${table}\n${after}`,
  );
}

/** Lines without what stands before them, as an excerpt is indented less. */
function lines(code: string): string {
  return code.replace(/^[ \t]+/gm, "").trim();
}

test("the table of docs/consumers.md is that of the projects, or else `pnpm docs` writes it", () => {
  const expected = withTable(text(), consumersTable());
  if (process.env["SKEP_WRITE_DOCS"] === "1") writeFileSync(page, expected);
  expect(expected).toContain(consumersTable());
  expect(text()).toBe(expected);
});

test("every section that the table names is on the page", () => {
  const headings = [...text().matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
  const named = [...consumersTable().matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(named.length).toBeGreaterThan(0);
  expect(headings).toEqual(expect.arrayContaining(named));
});

test("the code of the page stands in the projects", () => {
  const blocks = [...text().matchAll(BLOCK)];
  expect(blocks.length).toBe(text().match(/^```\w+$/gm)?.length);
  for (const [, file = "", code = ""] of blocks) {
    const whole = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
    expect(lines(whole)).toContain(lines(code));
  }
});

describe.each(consumers)("the project $name", (consumer) => {
  test("has a proof, and rows of known kinds", () => {
    expect(existsSync(join(consumer.folder, "prove.mjs"))).toBe(true);
    expect(consumer.rows.length).toBeGreaterThan(0);
    for (const { kind } of consumer.rows) expect(KINDS).toContain(kind);
  });

  test("pins what others wrote, and locks nothing to a registry", () => {
    const others = Object.entries(pinned(consumer)).filter(
      ([, range]) => !/^(npm:.+@)?\*$/.test(range),
    );
    for (const [, version] of others) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    for (const lock of ["package-lock.json", "yarn.lock", "bun.lock", "deno.lock"])
      expect(existsSync(join(consumer.folder, lock))).toBe(false);
  });
});
