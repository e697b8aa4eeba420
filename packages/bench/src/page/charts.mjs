// Which charts the page has, and what is on them: a file of SVG for each.

import { chartOf } from "../chart.mjs";
import { Figures } from "../figures.mjs";
import { quantile } from "../statistics.mjs";

const OVERVIEW = ["receive-binary", "receive-text"];
/** What the overview leaves to the sections, as it is about libraries. */
const WAYS = /^ws: (?!handler)|batches/;

export const isOurs = (name) => /\bskep\b/.test(name);

/** @returns {{ name: string, svg: string }[]} */
export function chartsOf(measured) {
  const overview = overviewOf(measured);
  return [
    ...(overview === undefined ? [] : [{ name: "overview", svg: overview }]),
    ...measured.filter(hasChart).map(({ benchmark, result }) => {
      return { name: benchmark.name, svg: chartOfBenchmark(benchmark, result) };
    }),
  ];
}

export const hasChart = ({ benchmark, result }) =>
  benchmark.chart !== undefined && result !== undefined;

/** What a message costs beside peers; nothing before it was measured. */
export function overviewOf(measured) {
  const shown = measured.filter(
    ({ benchmark, result }) => OVERVIEW.includes(benchmark.name) && result !== undefined,
  );
  if (shown.length === 0) return undefined;
  return chartOf({
    title: "CPU that a message of 64 bytes costs",
    unit: "times what a handler on a bare ws socket takes",
    reference: 1,
    groups: shown.map(({ benchmark, result }) => ({
      name: benchmark.title,
      bars: barsOf({ ...benchmark, chart: { key: "cpu" } }, result).filter(
        ({ name }) => !WAYS.test(name),
      ),
    })),
  });
}

function chartOfBenchmark(benchmark, result) {
  const { title, chart, columns } = benchmark;
  const column = columns.find(({ key }) => key === chart.key);
  const isRatio = chart.by !== "value";
  return chartOf({
    title,
    unit: isRatio
      ? `${column?.label ?? chart.key}: times ${measureOf(benchmark)}`
      : (chart.unit ?? column.label),
    reference: isRatio ? 1 : undefined,
    digits: isRatio ? 2 : (column.digits ?? 0),
    groups: groupsOf(barsOf(benchmark, result), chart.groups),
  });
}

/** Of names such as `100: ws` one group for each number, where the chart says what it is. */
function groupsOf(bars, says) {
  if (says === undefined) return [{ bars }];
  const numbers = [...new Set(bars.map(({ name }) => name.split(": ")[0]))];
  return numbers.map((number) => ({
    name: says(number),
    bars: bars
      .filter(({ name }) => name.startsWith(`${number}: `))
      .map((bar) => ({ ...bar, name: bar.name.slice(number.length + 2) })),
  }));
}

/** In words: the one baseline, or what is left of many when their numbers of peers are taken off. */
function measureOf({ baseline, variants }) {
  const all = new Set(variants.map((variant) => variant.baseline ?? baseline));
  return all.size === 1 ? baseline : `${baseline.replace(/^[\d,]+: /, "")} in the same group`;
}

/** Ratios of what ran in the same round, with quartiles; or, by `value`, the figures themselves. */
export function barsOf({ variants, baseline, chart }, { samples }) {
  const figures = new Figures(samples);
  return variants
    .filter(({ name, baseline: own = baseline }) => figures.has(name) && figures.has(own))
    .map(({ name, baseline: own = baseline }) => ({
      name,
      ours: isOurs(name),
      ...(chart.by === "value"
        ? spreadOf(figures.all(name, chart.key))
        : named(figures.paired(name, chart.key, own))),
    }))
    .filter(({ value }) => Number.isFinite(value));
}

const spreadOf = (numbers) => ({
  value: quantile(numbers, 0.5),
  low: quantile(numbers, 0.25),
  high: quantile(numbers, 0.75),
});

const named = ({ median, low, high }) => ({ value: median, low, high });
