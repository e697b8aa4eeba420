// The table of sizes in README.md: what CI takes for stale, and that it is there. Its figures are compared where they are measured.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderSizes, type Size, staleSizes } from "../../../../tools/docs/size-table.mjs";

const rows = [
  { imports: ["skep/connection"], says: "a socket", full: 22_440, production: 21_260 },
  { imports: ["skep", "skep/config"], says: "a pool", full: 32_790, production: 31_650 },
];

const page = `<!-- sizes -->\n\n${renderSizes(rows)}\n\n<!-- /sizes -->\n`;

const changed = (change: Partial<(typeof rows)[number]>): string[] =>
  staleSizes([{ ...rows[0]!, ...change }, rows[1]!], page);

describe("the table of sizes", () => {
  it("is in kilobytes, to a tenth", () => {
    expect(renderSizes(rows).split("\n")).toEqual([
      "| import | for | full | `production` |",
      "| --- | --- | --- | --- |",
      "| `skep/connection` | a socket | 22.4 kB | 21.3 kB |",
      "| `skep`, `skep/config` | a pool | 32.8 kB | 31.6 kB |",
    ]);
  });

  it("is fresh where a machine compresses some bytes otherwise", () => {
    expect(staleSizes(rows, page)).toEqual([]);
    expect(changed({ full: 22_550, production: 21_150 })).toEqual([]);
  });

  it("is stale where a figure or a row is another", () => {
    expect(changed({ full: 22_551 })).toEqual(["22.4 kB is 22.6 kB now"]);
    expect(changed({ production: 21_149 })).toEqual(["21.3 kB is 21.1 kB now"]);
    for (const stale of [
      changed({ says: "two sockets" }),
      changed({ imports: ["skep"] }),
      staleSizes(rows.slice(1), page),
      staleSizes(rows, "no table"),
    ])
      expect(stale).toEqual(["its rows are others"]);
  });

  it("stands in README.md, with the rows that tools/sizes measures for it", () => {
    const file = new URL("../../../../tools/sizes/sizes.json", import.meta.url);
    const measured = (JSON.parse(readFileSync(file, "utf8")) as { rows: Partial<Size>[] }).rows
      .filter(({ says }) => says !== undefined)
      .map((row) => ({ ...row, full: 0, production: 0 }) as Size);
    expect(measured.length).toBeGreaterThanOrEqual(4);
    const stale = staleSizes(measured);
    expect(stale).toHaveLength(2 * measured.length);
    for (const difference of stale) expect(difference).toMatch(/ kB is 0\.0 kB now$/);
  });
});
