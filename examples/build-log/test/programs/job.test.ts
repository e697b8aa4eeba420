// A job of a runner: a real command, its numbered lines, and how it ended.

import { describe, expect, test } from "vitest";
import { MOST_LINES } from "../../src/messages.ts";
import { Job } from "../../programs/runner/job.ts";

async function run(...argv: [string, ...string[]]): Promise<{ job: Job; exitCode: number }> {
  const job = new Job("a", { argv });
  return { job, exitCode: await job.run(() => {}) };
}

describe("a job", () => {
  test("has the lines of its command, and its exit code after them", async () => {
    const { exitCode, job } = await run(
      "node",
      "-e",
      `console.log("a\\n\\nb"); process.exitCode = 3`,
    );
    expect(exitCode).toBe(3);
    expect(job.lines).toEqual([
      { line: 1, text: "a" },
      { line: 2, text: "" },
      { line: 3, text: "b" },
      { line: 4, exitCode: 3 },
    ]);
  });

  test("ends as a shell tells it: by a signal, or where there is no such command", async () => {
    expect((await run("node", "-e", `process.kill(process.pid, "SIGKILL")`)).exitCode).toBe(137);
    expect((await run("/nowhere/at-all")).job.lines).toEqual([{ line: 1, exitCode: 127 }]);
  });

  test("keeps so many lines, and says how many it left out", async () => {
    const { job } = await run("node", "-e", `console.log("x\\n".repeat(${MOST_LINES + 4}) + "x")`);
    expect(job.lines.length).toBe(MOST_LINES);
    expect(job.lines.slice(-2)).toEqual([
      { line: MOST_LINES - 1, text: "(7 more lines are left out)" },
      { line: MOST_LINES, exitCode: 0 },
    ]);
  });
});
