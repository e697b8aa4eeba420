// The last words of the demo: why messages were dropped, in terminals of any width.

import { expect, test } from "vitest";
import { withoutColours } from "../../src/screen/paint.ts";
import { HABITS } from "../../src/servers/habits.ts";
import { summaryLines } from "../../src/words/summary.ts";
import { row } from "../support/row.ts";

const ROWS = [
  row({ stats: { received: 501, reconnects: 2 }, read: 501, rtt: { last: 0.4, mean: 0.6 } }),
  row({
    id: "flooding",
    stats: { received: 246_558, dropped: 8_653, bytesReceived: 129_000_000 },
    read: 237_905,
    told: 8_653,
    causes: new Map([["closing", 8_653]]),
    rtt: { last: 303, mean: 329 },
  }),
];

function summary(width: number, rows = ROWS): string[] {
  return summaryLines({ elapsed: 10_400, rows }, width, withoutColours);
}

test("a wide terminal gets every column, and the reason at the end", () => {
  expect(summary(119).slice(1, 4)).toEqual([
    " peer      messages  received  connects  reconnects  mean rtt  last rtt  drops  why",
    " steady         501       0 B         1           2    0.6 ms    0.4 ms      0  –",
    " flooding   237,905    129 MB         1           0    329 ms    303 ms  8,653  after our goodbye",
  ]);
});

test("80 columns spare some figures, never the reason", () => {
  expect(summary(79).slice(1, 4)).toEqual([
    " peer      messages  reconnects  mean rtt  last rtt  drops  why",
    " steady         501           2    0.6 ms    0.4 ms      0  –",
    " flooding   237,905           0    329 ms    303 ms  8,653  after our goodbye",
  ]);
});

test("40 columns keep who, how many, and why some were dropped", () => {
  expect(summary(39).slice(1, 5)).toEqual([
    " peer      messages  drops",
    " steady         501      0",
    " flooding   237,905  8,653",
    "   dropped: after our goodbye",
  ]);
});

test("more than one reason comes with its numbers", () => {
  const causes = new Map([
    ["overflow", 1_000],
    ["ended", 3],
  ] as const);
  const rows = [row({ stats: { dropped: 1_003 }, told: 1_003, causes })];
  expect(summary(119, rows)[2]).toMatch(/ 1,003 {2}1,000 inbox full, 3 peer gone$/);
});

test.each([40, 80, 120])("in %d columns no line is wider", (width) => {
  for (const line of summary(width)) expect(line.length).toBeLessThanOrEqual(width);
});

test("what a server does fits a line of 40 columns below its row", () => {
  for (const habit of Object.values(HABITS)) expect(habit.length).toBeLessThanOrEqual(36);
});
