// The paths of a spark line.

import { expect, test } from "vitest";
import { pathsOf } from "../../src/page/spark-line.ts";

test("without a history there is nothing to draw", () => {
  expect(pathsOf([])).toEqual({ line: "", area: "" });
});

test("the newest entry is at the right edge, and the highest below the roof", () => {
  expect(pathsOf([0, 10, 5]).line).toBe("M115.9 27.0L118.0 3.0L120.0 15.0");
});

test("half a minute of entries goes from edge to edge", () => {
  const { line } = pathsOf(Array.from({ length: 60 }, () => 1));
  expect(line).toMatch(/^M0\.0 3\.0L.*L120\.0 3\.0$/);
});

test("the area goes down to the ground on both sides", () => {
  expect(pathsOf([4, 4]).area).toBe("M118.0 3.0L120.0 3.0L120 28L118.0 28Z");
});

test("a feed that says nothing has a flat line", () => {
  expect(pathsOf([0, 0]).line).toBe("M118.0 27.0L120.0 27.0");
});
