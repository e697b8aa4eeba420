// Milliseconds are told, and timers are set, in whole numbers that are not too small.
import { describe, expect, test } from "vitest";
import { timeLeft, wholeMilliseconds } from "../src/milliseconds.ts";

describe("a number of milliseconds", () => {
  test("is rounded up", () => {
    expect(wholeMilliseconds(50.2)).toBe(51);
  });

  test("stays 50, though 1000.411 + 50 - 1000.411 is a little more", () => {
    expect(1000.411 + 50 - 1000.411).toBeGreaterThan(50);
    expect(wholeMilliseconds(1000.411 + 50 - 1000.411)).toBe(50);
  });

  test("stays negative where a deadline has passed", () => {
    expect(wholeMilliseconds(-10)).toBe(-10);
  });
});

describe("the time until a moment", () => {
  test("is rounded up", () => {
    expect(timeLeft(100.2, 50)).toBe(51);
  });

  test("is 0 when the moment has passed", () => {
    expect(timeLeft(50, 50)).toBe(0);
    expect(timeLeft(50, 60)).toBe(0);
  });
});
