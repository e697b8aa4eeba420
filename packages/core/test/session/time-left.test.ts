// The time that is left is told in whole milliseconds.
import { expect, test } from "vitest";
import { timeLeft } from "../../src/session/time-left.ts";

test("it is rounded up", () => {
  expect(timeLeft(100.2, 50)).toBe(51);
});

test("50 ms are 50 ms, though 1000.411 + 50 - 1000.411 is a little more", () => {
  expect(1000.411 + 50 - 1000.411).toBeGreaterThan(50);
  expect(timeLeft(1000.411 + 50, 1000.411)).toBe(50);
});

test("what is over is 0", () => {
  expect(timeLeft(50, 50)).toBe(0);
  expect(timeLeft(50, 60)).toBe(0);
});
