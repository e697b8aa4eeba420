// A report finds each kind of failure in the log of a subscriber. Runs with real brokers show only that a report finds none in a good log.

import { expect, test } from "vitest";
import { type FaultReport, type LogItem, reportOf } from "../support/engines/fault-report.ts";

/** `3` is the third message of the life `a`, `b3` that of the life `b`; `gap` is one whose end nobody knows, `gap b2` goes on behind that message. */
type Line = number | string;

const at = 0;

function positionOf(text: string): { epoch: string; offset: number; previous: number } {
  const [, epoch = "", number = ""] = /^([a-z]?)(\d+)$/.exec(text) ?? [];
  const offset = Number(number);
  return { epoch: epoch === "" ? "a" : epoch, offset, previous: offset - 1 };
}

function itemOf(line: Line): LogItem {
  const text = String(line);
  if (text === "recovered") return { type: "recovered", recovered: true, at };
  if (text === "gap") return { type: "gap", reason: "epoch", to: undefined, at };
  const to = text.startsWith("gap ") ? positionOf(text.slice(4)) : undefined;
  if (to !== undefined) return { type: "gap", reason: "epoch", to, at };
  const position = positionOf(text);
  return { type: "message", name: `${position.epoch}${position.offset}`, ...position, at };
}

/** The subscriber has begun before the first message of `a`; the broker has five messages of `life`, from `first` on. */
function reportOn(lines: readonly Line[], life = "a", first = 1): FaultReport {
  const kept = [1, 2, 3, 4, 5]
    .filter((offset) => offset >= first)
    .map((offset) => ({ name: `${life}${offset}`, epoch: life, offset }));
  const start = { epoch: "a", offset: 0 };
  return reportOf({
    logs: [{ client: "0", channel: "run:0", start, items: lines.map(itemOf) }],
    kept: { "run:0": kept },
    acknowledged: [],
    hubs: [],
    errors: [],
    awayAt: 0,
    backAt: 0,
    behind: 0,
    unreached: 0,
  });
}

const FINE = { lost: 0, falselyRecovered: 0, doubled: 0, disordered: 0 };

test.each([
  ["nothing where all came", [1, 2, 3, 4, 5], {}],
  ["what is missing in the middle", [1, 2, 5], { lost: 2 }],
  ["what is missing before the first one", [3, 4, 5], { lost: 2 }],
  ["nothing that a gap tells", [1, "gap 3", 4, 5], {}],
  ["nothing where nobody knows what a gap is about", [1, "gap", 4, 5], {}],
  ["what is missing behind a gap", [1, "gap 2", 4, 5], { lost: 1 }],
  ["what a gap tells as missing, and comes", [1, "gap 3", 3, 4, 5], { disordered: 1 }],
  ["what was said to be there", [1, "recovered", 4, 5], { lost: 2, falselyRecovered: 2 }],
  ["nothing where all was recovered", [1, "recovered", 2, 3, 4, 5], {}],
  ["what comes once more", [1, 2, 2, 3, 4, 5], { doubled: 1 }],
  ["what comes too late", [1, 3, 2, 4, 5], { lost: 1, disordered: 1 }],
  [
    "what comes too late behind a gap",
    [3, "gap", 2, 3, 4, 5],
    { lost: 2, doubled: 1, disordered: 1 },
  ],
] satisfies [string, Line[], object][])("a report finds %s", (_what, lines, found) => {
  expect(reportOn(lines)).toMatchObject({ ...FINE, ...found });
});

test.each([
  ["nothing where a gap stands between two lives", [1, 2, "gap b0", "b1", "b2", "b3"], {}],
  ["that no gap stands between two lives", [1, 2, "b1", "b2", "b3"], { lost: 1 }],
  ["what is missing of the next life", [1, 2, "gap b0", "b3"], { lost: 2 }],
  ["what is missing of a life that is over", [1, 3, "gap b0", "b1", "b2", "b3"], { lost: 1 }],
] satisfies [string, Line[], object][])("a report finds %s", (_what, lines, found) => {
  expect(reportOn(lines, "b")).toMatchObject({ ...FINE, ...found });
});

test("a report holds what is trimmed against its neighbours", () => {
  expect(reportOn([1, 2, 3, 4, 5], "a", 4)).toMatchObject(FINE);
  expect(reportOn([1, 3, 4, 5], "a", 4)).toMatchObject({ ...FINE, lost: 1 });
  expect(reportOn([1, 2, 4, 5], "a", 4)).toMatchObject({ ...FINE, lost: 1 });
});
