// The table of sizes in README.md: what CI takes for stale, and that it is there. Its figures are compared where they are measured.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderSizes, type Size, staleSizes } from "../../../../tools/docs/size-table.mjs";

const rows = [
  { imports: ["skep/connection"], says: "a socket", figures: [21_260, 23_000, 22_440] },
  { imports: ["skep", "skep/config"], says: "a pool", figures: [31_650, 34_000, undefined] },
];

/** What tools/sizes/sizes.json lists. */
interface Listed {
  readonly rows: readonly { readonly imports: string[]; readonly says?: string }[];
  readonly files: readonly { readonly file: string; readonly says: string }[];
  readonly others: readonly { readonly name: string; readonly says: string }[];
}

const page = `<!-- sizes -->\n\n${renderSizes(rows)}\n\n<!-- /sizes -->\n`;

const changed = (change: Partial<Size>): string[] =>
  staleSizes([{ ...rows[0]!, ...change }, rows[1]!], page);

describe("the table of sizes", () => {
  it("is in kilobytes, to a tenth", () => {
    expect(renderSizes(rows).split("\n")).toEqual([
      "| import | for | brotli | gzip | full build, brotli |",
      "| --- | --- | --- | --- | --- |",
      "| `skep/connection` | a socket | 21.3 kB | 23.0 kB | 22.4 kB |",
      "| `skep`, `skep/config` | a pool | 31.6 kB | 34.0 kB |  |",
    ]);
  });

  it("is fresh where a machine compresses some bytes otherwise", () => {
    expect(staleSizes(rows, page)).toEqual([]);
    expect(changed({ figures: [21_150, 23_000, 22_550] })).toEqual([]);
  });

  it("is stale where a figure or a row is another", () => {
    expect(changed({ figures: [21_260, 23_000, 22_551] })).toEqual(["22.4 kB is 22.6 kB now"]);
    expect(changed({ figures: [21_149, 23_000, 22_440] })).toEqual(["21.3 kB is 21.1 kB now"]);
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
    const listed = JSON.parse(readFileSync(file, "utf8")) as Listed;
    const alone = [
      ...listed.files.map(({ file: name, says }) => ({ name, says })),
      ...listed.others,
    ];
    const measured: Size[] = [
      ...listed.rows.flatMap(({ imports, says }) =>
        says === undefined ? [] : [{ imports, says, figures: [0, 0, 0] }],
      ),
      ...alone.map(({ name, says }) => ({ imports: [name], says, figures: [0, 0, undefined] })),
    ];
    expect(measured.length).toBeGreaterThanOrEqual(13);
    const stale = staleSizes(measured);
    expect(stale).toHaveLength(
      measured.flatMap(({ figures }) => figures.filter((b) => b === 0)).length,
    );
    for (const difference of stale) expect(difference).toMatch(/ kB is 0\.0 kB now$/);
  });
});
