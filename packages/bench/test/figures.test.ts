// What came of a target, of given samples.
import { describe, expect, test } from "vitest";
import { Figures, judge } from "../src/figures.mjs";

const figures = new Figures({
  ours: [
    { cpu: 30, best: 12, busy: 0.9 },
    { cpu: 50, best: 14, busy: 0.95 },
    { cpu: 40, best: 13, busy: 0.4 },
  ],
  raw: [
    { cpu: 10, best: 6, busy: 1 },
    { cpu: 25, best: 8, busy: 1 },
    { cpu: 20, best: 9, busy: 1 },
  ],
  idle: [{ cpu: 1, busy: 0.2 }],
});
const twice = {
  id: "B0",
  says: "at most twice",
  value: (all: Figures) => all.ratio("ours", "cpu", "raw"),
};

test("ratios are of medians, of the best, or of pairs", () => {
  expect(figures.ratio("ours", "cpu", "raw")).toBe(2);
  expect(figures.ratio("ours", "best", "raw", "best")).toBe(2);
  expect(figures.ratio("ours", "cpu", "raw", "paired")).toBe(2);
  expect([figures.worst("ours", "cpu"), figures.best("ours", "cpu")]).toEqual([50, 30]);
});

describe("a target", () => {
  test("is met at its bound, and missed beyond", () => {
    expect(judge({ ...twice, most: 2 }, figures)).toEqual({ verdict: "met", value: 2 });
    expect(judge({ ...twice, most: 1.9 }, figures)).toEqual({ verdict: "missed", value: 2 });
    expect(judge({ ...twice, least: 2 }, figures).verdict).toBe("met");
    expect(judge({ ...twice, least: 2.1 }, figures).verdict).toBe("missed");
  });

  test("is not judged where a client was idle in the median", () => {
    expect(judge({ ...twice, most: 2, judges: ["ours", "raw"] }, figures).verdict).toBe("met");
    expect(judge({ ...twice, most: 2, judges: ["ours", "idle"] }, figures)).toEqual({
      verdict: "not judged",
      why: "idle: the client was not the bottleneck",
    });
  });

  test("is not judged without samples or without a figure", () => {
    const nobody = { ...twice, value: (all: Figures) => all.median("nobody", "cpu") };
    expect(judge(nobody, figures).why).toBe('There are no samples of "nobody".');
    const nothing = { ...twice, value: (all: Figures) => all.median("ours", "nothing") };
    expect(judge(nothing, figures)).toEqual({ verdict: "not judged", why: "the figure is NaN" });
  });
});
