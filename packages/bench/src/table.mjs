// A benchmark's results as the rows and columns of a table, for the terminal and the page.

import { Figures } from "./figures.mjs";

/** @returns {{ head: string[], rows: string[][] }} In the order of the variants. */
export function tableOf({ variants, columns, ratios, baseline }, { samples }) {
  const figures = new Figures(samples);
  const head = ["", ...columns.map(({ label }) => label), ...ratios.map(({ label }) => label)];
  const rows = variants
    .filter(({ name }) => figures.has(name))
    .map(({ name, baseline: own = baseline }) => [
      name,
      ...columns.map(({ key, digits = 0 }) => cell(figures.median(name, key), digits)),
      ...ratios.map((ratio) => ratioCell(figures, name, ratio, own)),
    ]);
  return { head, rows };
}

function ratioCell(figures, name, { key, by }, baseline) {
  if (by !== "paired") return cell(figures.ratio(name, key, baseline, by), 2);
  const { median, low, high } = figures.paired(name, key, baseline);
  return Number.isFinite(median) ? `${cell(median, 2)} [${cell(low, 2)}–${cell(high, 2)}]` : "";
}

const cell = (figure, digits) => (Number.isFinite(figure) ? figure.toFixed(digits) : "");
