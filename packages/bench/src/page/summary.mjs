// All targets in one table, with what came of each.

import { Figures, judge } from "../figures.mjs";
import { anchorOf, table } from "./markdown.mjs";

export function summaryOf(measured) {
  const judged = measured.flatMap(judgedOf);
  const head = ["target", "in words", "bound", "figure", "", "measured by"];
  const rows = judged.map(({ target, verdict, benchmark }) => [
    target.id,
    target.says,
    boundOf(target),
    ...verdictOf(verdict),
    `[${benchmark.name}](#${anchorOf(benchmark.title)})`,
  ]);
  return `${countsOf(judged)}\n\n${table(head, rows, { words: true })}`;
}

function judgedOf({ benchmark, result }) {
  const figures = result && new Figures(result.samples);
  return benchmark.targets.map((target) => ({
    benchmark,
    target,
    verdict: figures ? judge(target, figures) : { verdict: "not judged", why: "not measured yet" },
  }));
}

function countsOf(judged) {
  const count = (which) => judged.filter(({ verdict }) => verdict.verdict === which).length;
  return `Of ${judged.length} targets ${count("met")} are met, ${count("missed")} missed, ${count("not judged")} not judged.`;
}

/** Two cells: the figure and what came of it. */
export const verdictOf = ({ verdict, value, why }) =>
  value === undefined ? ["", `${verdict}: ${why}`] : [figureOf(value), WORDS[verdict]];

const WORDS = { met: "met", missed: "**missed**" };

export const boundOf = ({ most, least }) =>
  [
    most === undefined ? "" : `≤ ${figureOf(most)}`,
    least === undefined ? "" : `≥ ${figureOf(least)}`,
  ]
    .filter((bound) => bound !== "")
    .join(", ");

const figureOf = (value) => Number(value.toPrecision(3)).toLocaleString("en-US");
