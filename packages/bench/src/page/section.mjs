// What the page says of one benchmark: what it does, how to repeat it, its chart, its table, its targets.

import { Figures, judge } from "../figures.mjs";
import { tableOf } from "../table.mjs";
import { hasChart } from "./charts.mjs";
import { table } from "./markdown.mjs";
import { boundOf, verdictOf } from "./summary.mjs";

export function sectionOf({ benchmark, result }) {
  const { title, says, name } = benchmark;
  const parts = [`## ${title}`, says, `\`npx -y pnpm@12 bench ${name}\``];
  if (result === undefined) return [...parts, "Not measured yet."].join("\n\n");
  parts.push(madeOf(result));
  if (hasChart({ benchmark, result })) parts.push(`![${title}](performance/${name}.svg)`);
  const { head, rows } = tableOf(benchmark, result);
  parts.push(table(head, rows.map(marked)), ...targetsOf(benchmark, result));
  return parts.filter((part) => part !== "").join("\n\n");
}

function madeOf({ samples, seconds, load, machine }) {
  const rounds = Math.max(...Object.values(samples).map(({ length }) => length));
  const times = rounds === 1 ? "1 round" : `${rounds} rounds`;
  return `${times}, ${seconds} s, on ${machine.date}, Node ${machine.node}, load ${load}.`;
}

function targetsOf({ targets }, { samples }) {
  if (targets.length === 0) return [];
  const figures = new Figures(samples);
  const rows = targets.map((target) => {
    const verdict = judge(target, figures);
    return [target.id, target.says, boundOf(target), ...verdictOf(verdict)];
  });
  return [table(["target", "", "bound", "figure", ""], rows, { words: true })];
}

/** Ours in bold. */
const marked = ([name, ...cells]) => [/\bskep\b/.test(name) ? `**${name}**` : name, ...cells];
