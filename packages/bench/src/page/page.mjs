// The page of all benchmarks and its charts, as text: a function of the benchmarks and the results that are kept.

import { chartsOf, overviewOf } from "./charts.mjs";
import { introductionOf } from "./introduction.mjs";
import { sectionOf } from "./section.mjs";
import { summaryOf } from "./summary.mjs";

/**
 * @param {readonly import("../benchmark.mjs").Benchmark[]} benchmarks
 * @param {(benchmark: import("../benchmark.mjs").Benchmark) => import("../results.mjs").Result | undefined} resultOf
 * @returns {{ page: string, charts: { name: string, svg: string }[] }}
 */
export function render(benchmarks, resultOf) {
  const measured = benchmarks.map((benchmark) => ({ benchmark, result: resultOf(benchmark) }));
  const results = measured.flatMap(({ result }) => result ?? []);
  const parts = [
    introductionOf({ results, overview: overviewOf(measured) !== undefined }),
    `## Targets\n\n${summaryOf(measured)}`,
    ...measured.map(sectionOf),
  ];
  return { page: `${parts.join("\n\n")}\n`, charts: chartsOf(measured) };
}
