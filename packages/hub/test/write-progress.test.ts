// When a client is given up that takes nothing.

import { describe, expect, test } from "vitest";
import { WriteProgress } from "../src/write-progress.ts";

describe("a client to which something is written", () => {
  test("is stuck when nothing has left for the time, however much is written meanwhile", () => {
    const progress = new WriteProgress(10_000, 0);
    expect(progress.isStuck(100, 50, 2_500)).toBe(false);
    expect(progress.isStuck(100, 900, 5_000)).toBe(false);
    expect(progress.isStuck(100, 1_900, 12_499)).toBe(false);
    expect(progress.isStuck(100, 1_900, 12_500)).toBe(true);
  });

  test("is not stuck while one byte leaves, or nothing waits", () => {
    const progress = new WriteProgress(10_000, 0);
    expect(progress.isStuck(0, 50, 0)).toBe(false);
    expect(progress.isStuck(1, 50, 9_999)).toBe(false);
    expect(progress.isStuck(1, 50, 19_998)).toBe(false);
    expect(progress.isStuck(1, 0, 30_000)).toBe(false);
    expect(progress.isStuck(1, 50, 39_999)).toBe(false);
    expect(progress.isStuck(1, 50, 40_000)).toBe(true);
  });

  test("on a platform that shows only what waits, moves on when less waits than ever", () => {
    const progress = new WriteProgress(10_000, 0);
    for (const [at, pending] of [900, 500, 700, 499, 800].entries())
      expect(progress.isStuck(-pending, pending, at * 5_000)).toBe(false);
    expect(progress.isStuck(-600, 600, 25_000)).toBe(true);
  });
});
