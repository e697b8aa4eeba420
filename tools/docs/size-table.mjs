// The table of sizes in README.md: written from what tools/sizes has measured, and compared with it.
import { readFileSync, writeFileSync } from "node:fs";

const PAGE = new URL("../../README.md", import.meta.url);
const TABLE = /(?<=<!-- sizes -->\n\n).*?(?=\n\n<!-- \/sizes -->)/s;

/** Half of what is rounded, and 100 bytes by which compression may differ between machines. */
const TOLERANCE = 150;

const HEAD = ["import | for | brotli | gzip | full build, brotli", "--- | --- | --- | --- | ---"];

const kB = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;

/**
 * Entries that are imported together, or a package of others, and what for. In bytes: of the build for production by brotli and by
 * gzip, and of the full build by brotli. What has one build has one figure of each.
 * @typedef {{ imports: string[], says: string, figures: readonly (number | undefined)[] }} Size
 */

/** @param {Size[]} rows */
export function renderSizes(rows) {
  const lines = rows.map(({ imports, says, figures }) =>
    [
      imports.map((name) => `\`${name}\``).join(", "),
      says,
      ...figures.map((bytes) => (bytes === undefined ? "" : kB(bytes))),
    ].join(" | "),
  );
  return [...HEAD, ...lines].map((line) => `| ${line} |`).join("\n");
}

/** @param {Size[]} rows */
export function writeSizes(rows) {
  const page = readFileSync(PAGE, "utf8");
  writeFileSync(
    PAGE,
    page.replace(TABLE, () => renderSizes(rows)),
  );
}

/**
 * What the page says otherwise: of other rows, or of figures that are off by more than the tolerance.
 * @param {Size[]} rows
 */
export function staleSizes(rows, page = readFileSync(PAGE, "utf8")) {
  const [table = ""] = TABLE.exec(page) ?? [];
  const without = (text) => text.replaceAll(/[\d.]+ kB/g, "… kB");
  if (without(table) !== without(renderSizes(rows))) return ["its rows are others"];
  const written = [...table.matchAll(/([\d.]+) kB/g)].map(([, figure]) => Number(figure) * 1_000);
  const measured = rows.flatMap(({ figures }) => figures.filter((bytes) => bytes !== undefined));
  return measured.flatMap((bytes, at) =>
    Math.abs(bytes - written[at]) > TOLERANCE ? [`${kB(written[at])} is ${kB(bytes)} now`] : [],
  );
}
