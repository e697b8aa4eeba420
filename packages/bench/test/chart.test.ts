// Charts are well-formed, and show what they are given.
import { expect, test } from "vitest";
import { chartOf } from "../src/chart.mjs";
import { barsOf } from "../src/page/charts.mjs";
import { scaleTo } from "../src/scale.mjs";
import { benchmark, result } from "./samples.ts";
import { faultsOf } from "./xml.ts";

const svg = chartOf({
  title: `Cost & "more" <now>`,
  unit: "times raw's",
  reference: 1,
  groups: [{ name: "a < b", bars: barsOf(benchmark, result) }],
});

test("a chart is well-formed XML, with every word escaped", () => {
  expect(faultsOf(svg)).toEqual([]);
  expect(svg).toContain(">Cost &amp; &quot;more&quot; &lt;now&gt;</text>");
  expect(svg).toContain(">skep: &lt;each&gt; &amp; all</text>");
});

test("ours are bars of their own, whiskers are where rounds differ, and the dark has its colours", () => {
  expect(svg.match(/<rect class="bar"/g)).toHaveLength(1);
  expect(svg.match(/<rect class="ours"/g)).toHaveLength(1);
  expect(svg.match(/<path class="whisker"/g)).toHaveLength(1);
  expect(svg).toContain("@media (prefers-color-scheme: dark)");
  expect(svg).not.toMatch(/url\(|@import|href/);
});

test("bars are ratios of pairs with quartiles, or the figures themselves", () => {
  const [raw, ours] = barsOf(benchmark, result);
  expect(raw).toEqual({ name: "raw", ours: false, value: 1, low: 1, high: 1 });
  expect(ours).toMatchObject({ ours: true, value: 1.5, low: 1.25, high: 1.75 });
  const values = barsOf({ ...benchmark, chart: { key: "cpu", by: "value" } }, result);
  expect(values[1]).toMatchObject({ value: 150, low: 125, high: 175 });
});

test.each([
  [1.57, [0, 0.5, 1, 1.5, 2]],
  [15.75, [0, 5, 10, 15, 20]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0, [0, 1]],
])("an axis to %f has round ticks", (most, ticks) => {
  const scale = scaleTo(most, { from: 100, to: 200 });
  expect(scale.ticks.map((tick: number) => Number(tick.toFixed(6)))).toEqual(ticks);
  expect([scale.at(0), scale.at(ticks.at(-1) ?? 0)]).toEqual([100, 200]);
});
