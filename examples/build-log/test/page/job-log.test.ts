// The log of a job: whatever comes, in whatever order and however often, its lines are in order and each is there once.

import { describe, expect, test } from "vitest";
import { JobLog } from "../../src/page/job-log.ts";

function logOf(...entries: readonly (readonly [line: number, what: string | number])[]): JobLog {
  const log = new JobLog();
  for (const [line, what] of entries)
    log.take(typeof what === "string" ? { line, text: what } : { line, exitCode: what });
  return log;
}

const textsOf = ({ lines }: JobLog): string[] => lines.map(({ text }) => text);

describe("the log of a job", () => {
  test("has each line once, in the order of their numbers", () => {
    const log = logOf([3, "c"], [1, "a"], [3, "other"], [2, "b"], [4, 0], [4, 1]);
    expect(textsOf(log)).toEqual(["a", "b", "c"]);
    expect(log.exitCode).toBe(0);
    expect(log.missing).toBe(0);
  });

  test("knows how many lines are missing in front of the last one, or of the end", () => {
    expect(logOf().missing).toBe(0);
    expect(logOf([1, "a"], [4, "d"]).missing).toBe(2);
    expect(logOf([1, "a"], [4, 0]).missing).toBe(2);
    expect(logOf([4, 0], [2, "b"], [1, "a"], [3, "c"]).missing).toBe(0);
  });

  test("counts the lines that did not come last", () => {
    expect(logOf([1, "a"], [2, "b"], [5, "e"]).insertions).toBe(0);
    expect(logOf([2, "b"], [5, "e"], [1, "a"], [3, "c"]).insertions).toBe(2);
  });

  test("knows how far the job is, from the last line that says so", () => {
    expect(logOf([1, "compiling"]).progress).toBe(undefined);
    expect(logOf([1, "[ 1/20] a"], [2, "[2/20] b"], [3, "c"]).progress).toEqual({
      done: 2,
      all: 20,
    });
    expect(logOf([5, "[5/20] e"], [4, "[4/20] d"]).progress).toEqual({ done: 5, all: 20 });
  });
});
