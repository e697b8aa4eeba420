// The verdict of each error, and the close codes.

import { expect, test } from "vitest";
import { ERRORS, errorOfClose, isErrorCode, verdictOf } from "../src/error-codes.ts";

test("an unknown code may succeed later, and an inherited name is no code", () => {
  expect([verdictOf("forbidden"), verdictOf("expired"), verdictOf("rate")]).toEqual([
    "never",
    "auth",
    "later",
  ]);
  expect([verdictOf("of_a_later_version"), verdictOf("constructor")]).toEqual(["later", "later"]);
  expect(isErrorCode("toString")).toBe(false);
});

test("a close code says its reason", () => {
  expect([errorOfClose(1012), errorOfClose(4401), errorOfClose(4413)]).toEqual([
    "draining",
    "unauthorised",
    "slow",
  ]);
  expect(errorOfClose(1000)).toBeUndefined();
});

test("close codes are such as a server may say", () => {
  const closes = Object.values(ERRORS).flatMap(({ close }) => close ?? []);
  const isAllowed = (code: number): boolean =>
    [1009, 1011, 1012, 1013].includes(code) || (code >= 4400 && code < 4500);
  expect(closes.filter((code) => !isAllowed(code))).toEqual([]);
});
