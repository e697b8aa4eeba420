// Figures as people read them.

import { expect, test } from "vitest";
import { rate, span, wait } from "../../src/page/format.ts";

test("a link that is down has no rate, and one that is silent has a rate of 0", () => {
  expect(rate(undefined)).toBe("–");
  expect(rate(0)).toBe("0");
  expect(rate(9.94)).toBe("9.9");
  expect(rate(133.3)).toBe("133");
});

test("a wait has one decimal, so that its width does not change", () => {
  expect([wait(-3), wait(40), wait(999), wait(3_210)]).toEqual([
    "0.0 s",
    "0.0 s",
    "1.0 s",
    "3.2 s",
  ]);
});

test("an age grows by whole units", () => {
  expect([span(5_900), span(99_999), span(100_000), span(7_200_000)]).toEqual([
    "5 s",
    "99 s",
    "1 min",
    "2 h",
  ]);
});
