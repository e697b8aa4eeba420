// What /proc says of a process: names with brackets in them, other text, and this very process.

import { expect, test } from "vitest";
import { entryOf, isAlive, readEntries, readEntry } from "../../src/process/process-table.ts";

const FIELDS = "S 1 4242 77 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 10 20";

test.each([
  ["4242 (node) " + FIELDS, 4_242],
  ["4242 (a) (b) c) " + FIELDS, 4_242],
  ["4242 () " + FIELDS, 4_242],
])("the text of a process is read whatever its name is: %s", (text, pid) => {
  const rest = { state: "S", parent: 1, group: 4_242, session: 77, start: "987654" };
  expect(entryOf(text)).toEqual({ pid, ...rest });
});

test.each(["", "x", "4242 (node) S 1", "node (x) " + FIELDS])(
  "other text is no process: %j",
  (text) => {
    expect(entryOf(text)).toBeUndefined();
  },
);

test.each([
  ["S", true],
  ["R", true],
  ["T", true],
  ["D", true],
  ["Z", false],
  ["X", false],
])("a process in state %s runs, or could: %s", (state, alive) => {
  expect(isAlive({ pid: 1, state, parent: 0, group: 1, session: 1, start: "1" })).toBe(alive);
});

test.runIf(process.platform === "linux")(
  "this process is there, and one that is not is not",
  () => {
    const entry = readEntry(process.pid);
    expect(entry).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(readEntries().some(({ pid }) => pid === process.pid)).toBe(true);
    // The kernel gives no process a number beyond 2^22 (proc(5), pid_max).
    expect(readEntry(2 ** 22 + 1)).toBeUndefined();
  },
);
