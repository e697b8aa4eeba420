// A job as the page has it: what its channel says becomes lines, and its state is told in words.

import type { ChannelItem } from "@skep/channels";
import { describe, expect, test } from "vitest";
import { Job } from "../../src/page/job.ts";
import { stateWords } from "../../src/page/words.ts";

type Item = Partial<ChannelItem> & { readonly type: ChannelItem["type"] };

function jobOf(channel: string, ...items: readonly Item[]): Job {
  const job = new Job({ channel, command: "make" });
  for (const item of items) job.take({ channel, ...item } as ChannelItem);
  return job;
}

const line = (number: number, text = "x"): Item => ({
  type: "event",
  data: { line: number, text },
});
const gap: Item = { type: "gap", reason: "epoch" };

describe("a job of a runner", () => {
  test.each([
    ["running", []],
    ["running", [line(1)]],
    ["running", [line(1), gap, line(2)]],
    ["waiting for its runner", [line(1), gap]],
    ["exit code 0", [{ type: "event", data: { line: 1, exitCode: 0 } }, gap]],
    ["1 line missing", [line(1), gap, line(3)]],
    ["exit code 0", [line(1), { type: "event", data: { line: 2, exitCode: 0 } }]],
    ["exit code 137", [{ type: "event", data: { line: 1, exitCode: 137 } }]],
  ] satisfies [string, Item[]][])("is: %s", (words, items) => {
    expect(stateWords(jobOf("build:a", ...items).state).text).toBe(words);
  });

  test("takes nothing that is no line", () => {
    const wrong: unknown[] = [null, 1, "x", [], { line: 0, text: "x" }, { line: 1.5, text: "x" }];
    wrong.push(
      { line: 10_001, text: "x" },
      { line: 1 },
      { line: 1, text: 1 },
      { line: 1, exitCode: -1 },
    );
    const job = jobOf("build:a", ...wrong.map((data): Item => ({ type: "event", data })));
    expect(job.log.lines).toEqual([]);
    expect(job.log.missing).toBe(0);
  });
});

describe("a job of the hub", () => {
  const output = (offset: number, data?: string): Item => ({
    type: "process_output",
    offset,
    data,
  });

  test("has its lines by their offsets, an empty one among them", () => {
    const job = jobOf(
      "process:a",
      output(1, "one"),
      output(2),
      { type: "process_status", offset: 3, data: { status: "exited", exitCode: 3 } },
      gap,
    );
    expect(job.log.lines).toEqual([
      { line: 1, text: "one" },
      { line: 2, text: "" },
    ]);
    expect(stateWords(job.state)).toEqual({ text: "exit code 3", tone: "bad" });
  });

  test("is lost with its hub where it had not ended", () => {
    const job = jobOf("process:a", output(1, "one"), gap);
    expect(stateWords(job.state)).toEqual({ text: "lost with its hub", tone: "bad" });
  });
});
