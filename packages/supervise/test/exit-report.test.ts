// The name of an end, whatever has happened and was asked; and an end as one word and as a sentence.

import { type ExitReport, handoverVariables, previousExitText } from "@skep/supervise";
import { describe, expect, test } from "vitest";
import { errorTextOf, exitStatusOf, type Outcome, textOf, thrown } from "../src/exit-report.ts";

const neither = { isStopRequested: false, isForced: false };
const asked = { isStopRequested: true, isForced: false };
const forced = { isStopRequested: true, isForced: true };

describe("an end", () => {
  test.each<[Outcome, string, string, string]>([
    [{}, "finished", "stopped", "killed"],
    [{ code: 0 }, "finished", "stopped", "killed"],
    [{ code: 3 }, "failed", "failed", "killed"],
    [{ signal: "SIGTERM" }, "failed", "failed", "killed"],
    [{ signal: "SIGTERM", interrupted: true }, "failed", "stopped", "killed"],
    [{ error: new Error("x") }, "failed", "failed", "killed"],
    [{ error: new Error("x"), interrupted: true }, "failed", "stopped", "killed"],
    [{ oom: true, code: 0 }, "failed", "failed", "killed"],
    [{ abandoned: true }, "abandoned", "abandoned", "abandoned"],
  ])(
    "%j is %s by itself, %s where a stop was asked for, and %s after force",
    (outcome, ...names) => {
      expect([neither, asked, forced].map((intent) => exitStatusOf(outcome, intent))).toEqual(
        names,
      );
    },
  );

  test.each<[Outcome, string | undefined]>([
    [{}, undefined],
    [{ code: 3 }, "exit code 3"],
    [{ signal: "SIGKILL" }, "ended by SIGKILL"],
    [{ oom: true, signal: "SIGKILL" }, "memory ran out"],
    [{ error: new Error("no room") }, "no room"],
    [{ error: "a text" }, "a text"],
    [{ error: { message: "of another realm" } }, "of another realm"],
    [{ error: Object.create(null) }, "a value of type object was thrown"],
    [{ error: 7 }, "a value of type number was thrown"],
    [{ error: null }, "a value of type object was thrown"],
  ])("is told to people: %#", (outcome, text) => {
    expect(errorTextOf(outcome)).toBe(text);
  });

  test("by a throw of nothing is a failure, too", () => {
    expect(exitStatusOf(thrown(undefined), neither)).toBe("failed");
    expect(textOf(thrown(undefined).error)).toBe("undefined was thrown");
  });
});

describe("a previous exit", () => {
  test.each<[ExitReport, string]>([
    [{ status: "finished", code: 0 }, "0"],
    [{ status: "failed", code: 137 }, "137"],
    [{ status: "killed", signal: "SIGKILL" }, "SIGKILL"],
    [{ status: "stopped", signal: "SIGTERM" }, "SIGTERM"],
    [{ status: "finished" }, "0"],
    [{ status: "stopped" }, "0"],
    [{ status: "failed", error: new Error("x") }, "failed"],
    [{ status: "abandoned" }, "abandoned"],
  ])("%j is %s", (previousExit, text) => {
    expect(previousExitText(previousExit)).toBe(text);
    expect(handoverVariables({ resumeId: "id", previousExit })).toEqual({
      LIFECYCLE_RESUME_ID: "id",
      LIFECYCLE_PREV_EXIT: text,
    });
  });

  test("of none has no variable", () => {
    expect(handoverVariables({ resumeId: "id" })).toEqual({ LIFECYCLE_RESUME_ID: "id" });
  });
});
