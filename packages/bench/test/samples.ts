// A benchmark with three rounds of given samples, for the tests of what is made of results.

import type { Figures } from "../src/figures.mjs";

export const benchmark = {
  name: "example",
  title: "An example, <64 B> & more",
  says: "Nothing is run.",
  variants: [{ name: "raw" }, { name: "skep: <each> & all" }, { name: "not run" }],
  baseline: "raw",
  columns: [{ key: "cpu", label: "ns", digits: 1 }],
  ratios: [
    { key: "cpu", by: "paired" as const, label: "× raw" },
    { key: "cpu", by: "best" as const, label: "× raw, best" },
  ],
  targets: [
    {
      id: "B0",
      says: "at most 1.4 | times",
      most: 1.4,
      value: (figures: Figures) => figures.ratio("skep: <each> & all", "cpu", "raw"),
    },
  ],
  chart: { key: "cpu" },
  measure: () => Promise.reject(new Error("It is not run.")),
};

export const result = {
  machine: { date: "2026-01-02", cpu: "A CPU", cores: 2, memory: "1 GiB", node: "20.0.0" },
  versions: { ws: "8.0.0" },
  load: 0.5,
  seconds: 3,
  samples: {
    raw: [{ cpu: 100 }, { cpu: 100 }, { cpu: 100 }],
    "skep: <each> & all": [{ cpu: 150 }, { cpu: 100 }, { cpu: 200 }],
  } as Record<string, { cpu: number }[]>,
};
