// Checks of options: what they let pass, and what an error names.

import { describe, expect, test } from "vitest";
import {
  checkCount,
  checkMembers,
  checkNames,
  checkNumber,
  checkOneOf,
  checkSignal,
  checkType,
} from "../../src/base/option-checks.ts";
import { ConfigError } from "../../src/errors.ts";

/** The option and the value that an error names; undefined where there is none. */
function faultOf(check: () => void): readonly [string, unknown] | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [error.path, error.value];
  }
}

const clock = { now: () => 0, schedule: () => {} };
/** As another realm makes them. */
const foreign = { aborted: false, addEventListener: () => {} };

describe("a check lets pass", () => {
  test.each<[string, () => void]>([
    ["names that are known", () => checkNames({ a: 1 }, ["a", "b"])],
    ["a number at each of its bounds", () => [0, 9].forEach((at) => checkNumber("x", at, 0, 9))],
    ["the longest delay of a timer", () => checkNumber("x", 2 ** 31 - 1, 0)],
    ["a whole number", () => checkCount("x", 1, 1)],
    ["each type", () => checkType("x", () => {}, "function")],
    ["what is left out", () => checkType("x", undefined, "boolean")],
    ["one of some texts", () => checkOneOf("x", "a", ["a", "b"])],
    ["an object with its methods", () => checkMembers("x", clock, ["now", "schedule"])],
    ["an object that is left out", () => checkMembers("x", undefined, ["now"])],
    ["a signal", () => checkSignal("x", new AbortController().signal)],
    ["a signal of another realm", () => checkSignal("x", foreign)],
    ["no signal", () => checkSignal("x", undefined)],
  ])("%s", (_, check) => expect(faultOf(check)).toBeUndefined());
});

describe("a check names the option, and the value where it is no secret, of", () => {
  test.each<[string, () => void, readonly [string, unknown]]>([
    ["options that are null", () => checkNames(null, []), ["options", "object"]],
    ["options that are a list", () => checkNames([], [], "a."), ["a", "object"]],
    ["options that are text", () => checkNames("x", []), ["options", "string"]],
    ["a name that is not known", () => checkNames({ b: "s" }, ["a"], "c."), ["c.b", "string"]],
    ["a number that is too small", () => checkNumber("x", -1, 0), ["x", -1]],
    ["a number that is too large", () => checkNumber("x", 2 ** 31, 0), ["x", 2 ** 31]],
    ["NaN", () => checkNumber("x", Number.NaN, 0), ["x", Number.NaN]],
    ["text instead of a number", () => checkNumber("x", "1", 0), ["x", "1"]],
    ["a fraction", () => checkCount("x", 1.5, 1), ["x", 1.5]],
    ["a count that is too small", () => checkCount("x", 0, 1), ["x", 0]],
    ["another type", () => checkType("x", "s", "function"), ["x", "string"]],
    ["another text", () => checkOneOf("x", "c", ["a", "b"]), ["x", "c"]],
    ["what is no text", () => checkOneOf("x", 1, ["a"]), ["x", 1]],
    ["an object without a method", () => checkMembers("x", clock, ["wall"]), ["x", "object"]],
    ["null", () => checkMembers("x", null, ["wall"]), ["x", "object"]],
    ["what is no signal", () => checkSignal("x", { aborted: true }), ["x", "object"]],
    ["text instead of a signal", () => checkSignal("x", "s"), ["x", "string"]],
  ])("%s", (_, check, named) => expect(faultOf(check)).toEqual(named));
});
