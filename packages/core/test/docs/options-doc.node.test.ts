// docs/options.md says what the table of options says. `SKEP_WRITE_DOCS=1` writes the page.
import { readFile, writeFile } from "node:fs/promises";
import { env } from "node:process";
import { expect, it } from "vitest";
import { renderOptions } from "../../../../tools/docs/options.ts";

it("finds docs/options.md up to date, or else `pnpm docs` writes it", async () => {
  const page = new URL("../../../../docs/options.md", import.meta.url);
  if (env.SKEP_WRITE_DOCS === "1") await writeFile(page, renderOptions());
  expect(await readFile(page, "utf8")).toBe(renderOptions());
});
