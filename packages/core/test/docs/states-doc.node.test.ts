// docs/states.md says what the table of the session machine says. `SKEP_WRITE_DOCS=1` writes the page.
import { readFile, writeFile } from "node:fs/promises";
import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { renderStates } from "../../../../tools/docs/states.ts";
import { due, on } from "../../src/session/table.ts";

const page = new URL("../../../../docs/states.md", import.meta.url);

describe("docs/states.md", () => {
  it("is up to date, or else `pnpm docs` writes it", async () => {
    if (env.SKEP_WRITE_DOCS === "1") await writeFile(page, renderStates());
    expect(await readFile(page, "utf8")).toBe(renderStates());
  });

  it("names every handler by a name of its own", () => {
    const handlers = new Map<string, unknown>();
    for (const row of [...Object.values(on), ...Object.values(due)])
      for (const cell of Object.values<unknown>(row)) {
        if (typeof cell !== "function") continue;
        expect(cell.name).toMatch(/^[a-z][A-Za-z]+$/);
        expect(handlers.get(cell.name) ?? cell).toBe(cell);
        handlers.set(cell.name, cell);
      }
  });
});
