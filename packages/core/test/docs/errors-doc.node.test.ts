// docs/errors.md says of every error what it is, and shows the messages that the words make. `SKEP_WRITE_DOCS=1` writes the page.
import { readFile, writeFile } from "node:fs/promises";
import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { EXAMPLES, renderErrors } from "../../../../tools/docs/errors.ts";
import { WARNINGS } from "../../../../tools/docs/error-words.ts";
import * as core from "../../src/index.ts";
import * as words from "../../src/words/warnings.production.ts";

const page = new URL("../../../../docs/errors.md", import.meta.url);

describe("docs/errors.md", () => {
  it("is up to date, or else `pnpm docs` writes it", async () => {
    if (env.SKEP_WRITE_DOCS === "1") await writeFile(page, renderErrors());
    expect(await readFile(page, "utf8")).toBe(renderErrors());
  });

  it("names every class that has a code", () => {
    const classes = Object.keys(core).filter((name) => name.endsWith("Error"));
    const named = Object.values(EXAMPLES).map(({ name }) => name);
    expect([...named, "SkepError", "InvariantError"].sort()).toEqual(classes.sort());
  });

  it("names every warning of a trimmed build", () => {
    const told = Object.values(words).map((word) =>
      typeof word === "function" ? (word as (fact: string) => string)("") : word,
    );
    for (const code of told.filter((word) => word.startsWith("WARN_")))
      expect(Object.keys(WARNINGS).some((key) => key.startsWith(code.trim()))).toBe(true);
  });
});
