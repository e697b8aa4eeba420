// A benchmark's results in the terminal.

import { Figures, judge } from "./figures.mjs";
import { tableOf } from "./table.mjs";

export function print(benchmark, result) {
  const { machine, load, seconds, samples } = result;
  const rounds = Math.max(...Object.values(samples).map(({ length }) => length));
  const made = `${rounds} rounds, ${seconds} s, Node ${machine.node}, load ${load}`;
  console.log(`\n${benchmark.title} (${made})`);
  printTable(tableOf(benchmark, result));
  const figures = new Figures(samples);
  for (const target of benchmark.targets) console.log(sentenceOf(target, judge(target, figures)));
}

/** What came of a target, in one line. */
export function sentenceOf({ id, says }, { verdict, value, why }) {
  const came =
    value === undefined ? `${verdict} (${why})` : `${verdict} (${Number(value.toPrecision(3))})`;
  return `${id}: ${says}: ${came}`;
}

function printTable({ head, rows }) {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column].length)),
  );
  for (const row of [head, ...rows])
    console.log(
      row
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]),
        )
        .join("  "),
    );
}
